import { extname } from 'node:path'
import type { CodexResponse } from '@via-codex/core'
import { CommandError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { savePicture } from '../image/save-picture.ts'
import { picturesOf } from './pictures-of.ts'

/**
 * Saves the images that a model drew, else the first SVG that it wrote: the first under the name given, others with a
 * number before its ending.
 *
 * @throws CommandError when the answer holds neither
 */
export async function savePictures(
  response: CodexResponse,
  file: string,
  context: Pick<Context, 'talk'>,
): Promise<void> {
  const pictures = picturesOf(response)
  if (pictures.length === 0) {
    throw new CommandError(
      'The answer holds no SVG and no image; nothing was saved.',
      'Ask for an SVG in the prompt, or let the model draw with --image.',
    )
  }
  for (const [at, picture] of pictures.entries()) {
    await savePicture(numbered(file, at), picture, context)
  }
}

/** `a.png`, `a-2.png`, … */
export function numbered(file: string, at: number): string {
  if (at === 0) return file
  const ending = extname(file)
  return `${file.slice(0, file.length - ending.length)}-${at + 1}${ending}`
}
