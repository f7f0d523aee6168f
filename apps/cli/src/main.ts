/**
 * Runs one command line to its end.
 *
 * @param args what stands after the program's name
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  const [first, ...rest] = args
  if (first === '--version') {
    const { version } = await import('./version.ts')
    return printAtOnce(`${version}\n`)
  }
  if ((first === 'help' || first === '--help' || first === '-h') && rest.length === 0) {
    const { overview } = await import('./manual/overview.ts')
    return printAtOnce(overview())
  }
  const [{ runCommand }, { processSurroundings }] = await Promise.all([
    import('./run-command.ts'),
    import('./surroundings.ts'),
  ])
  return runCommand(args, processSurroundings)
}

/** Writes a short text without loading Node's streams. */
function printAtOnce(text: string): number {
  try {
    process.getBuiltinModule('node:fs').writeSync(1, text)
    return 0
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    // Nobody reads it, which is no failure of ours.
    if (code === 'EPIPE') return 0
    console.error(`error: The output cannot be written (${code}).`)
    console.error('hint: Check the file or program that stdout goes to.')
    return 1
  }
}
