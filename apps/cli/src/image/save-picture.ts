import writeFileAtomic from 'write-file-atomic'
import { CommandError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { formatBytes } from '../format-bytes.ts'
import { showPicture } from './show-picture.ts'

/**
 * Writes a picture whole or not at all, in place of a file that is there, tells of it, and shows it where the terminal
 * can.
 *
 * @throws CommandError
 */
export async function savePicture(
  file: string,
  picture: Buffer,
  context: Pick<Context, 'talk' | 'output'>,
): Promise<void> {
  try {
    await writeFileAtomic(file, picture)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new CommandError(
      `${file} cannot be written (${code ?? String(error)}).`,
      'Check the folder, its permissions and the space that is left.',
    )
  }
  context.talk.say(`Saved ${file} (${formatBytes(picture.length)}).`)
  await showPicture(picture, context)
}
