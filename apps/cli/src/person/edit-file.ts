import { spawn } from 'node:child_process'
import { CommandError } from '../command-error.ts'

/**
 * Opens a file in the person's editor: `VISUAL`, else `EDITOR`, each a command with its arguments, else the system's
 * own. Settles when the editor ends.
 *
 * @throws CommandError when it cannot be started or fails
 */
export async function editFile(path: string, env: NodeJS.ProcessEnv): Promise<void> {
  const isWindows = process.platform === 'win32'
  const editor = env['VISUAL'] || env['EDITOR'] || (isWindows ? 'notepad' : 'vi')
  const child = isWindows
    ? spawn(`${editor} "${path}"`, { env, stdio: 'inherit', shell: true })
    : spawn('sh', ['-c', `${editor} "$1"`, 'sh', path], { env, stdio: 'inherit' })
  const exitCode = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null))
    child.once('close', resolve)
  })
  if (exitCode === 0) return
  throw new CommandError(
    `The editor "${editor}" ended with ${exitCode === null ? 'no exit code' : `exit code ${exitCode}`}.`,
    'Set VISUAL or EDITOR to the command of your editor, such as "code -w".',
  )
}
