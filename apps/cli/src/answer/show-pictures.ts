import type { CodexResponse } from '@via-codex/core'
import type { Context } from '../context.ts'
import { showPicture } from '../image/show-picture.ts'
import { picturesOf } from './pictures-of.ts'

/** Shows the pictures of an answer, where the terminal can. */
export async function showPictures(
  response: CodexResponse,
  context: Pick<Context, 'output' | 'talk' | 'env' | 'signal'>,
): Promise<void> {
  for (const picture of picturesOf(response)) await showPicture(picture, context)
}
