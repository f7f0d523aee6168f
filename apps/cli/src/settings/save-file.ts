import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type writeFileAtomic from 'write-file-atomic'
import { CommandError } from '../command-error.ts'

/**
 * Writes a file of this program's own, for its owner alone, and its folder if that is missing.
 *
 * @throws CommandError
 */
export async function saveFile(path: string, content: string): Promise<void> {
  await orCommandError(path, async () => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeWhole(path, content, { mode: 0o600 })
  })
}

/**
 * Writes a file that a person named, whole or not at all, in place of one that is there.
 *
 * @throws CommandError
 */
export async function saveNamedFile(path: string, content: Buffer): Promise<void> {
  await orCommandError(path, () => writeWhole(path, content))
}

// It loads much, and most runs write nothing here.
async function writeWhole(...args: Parameters<typeof writeFileAtomic>): Promise<void> {
  const { default: write } = await import('write-file-atomic')
  return write(...args)
}

/**
 * Does what changes a file.
 *
 * @throws CommandError
 */
export async function orCommandError(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new CommandError(
      `${path} cannot be written (${code ?? String(error)}).`,
      'Check the folder, its permissions and the space that is left.',
    )
  }
}
