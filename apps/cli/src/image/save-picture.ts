import type { Context } from '../context.ts'
import { formatBytes } from '../format-bytes.ts'
import { saveNamedFile } from '../settings/save-file.ts'

/**
 * Writes a picture whole or not at all, in place of a file that is there, and tells of it.
 *
 * @throws CommandError
 */
export async function savePicture(
  file: string,
  picture: Buffer,
  { talk }: Pick<Context, 'talk'>,
): Promise<void> {
  await saveNamedFile(file, picture)
  talk.say(`Saved ${file} (${formatBytes(picture.length)}).`)
}
