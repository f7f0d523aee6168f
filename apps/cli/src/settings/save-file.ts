import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { CommandError } from '../command-error.ts'

/**
 * Writes a file whole or not at all, for its owner alone, and its folder if that is missing.
 *
 * @throws CommandError
 */
export async function saveFile(path: string, content: string | Buffer): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeFileAtomic(path, content, { mode: 0o600 })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new CommandError(
      `${path} cannot be written (${code ?? String(error)}).`,
      'Check the folder, its permissions and the space that is left.',
    )
  }
}
