import type { Context } from '../context.ts'
import { formatBytes } from '../format-bytes.ts'
import { saveNamedFile } from '../settings/save-file.ts'
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
  await saveNamedFile(file, picture)
  context.talk.say(`Saved ${file} (${formatBytes(picture.length)}).`)
  await showPicture(picture, context)
}
