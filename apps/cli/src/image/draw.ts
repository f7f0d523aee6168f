import { imageTypes } from '../attachments/attachment.ts'
import { loadAttachments } from '../attachments/load-attachments.ts'
import { numbered } from '../answer/save-pictures.ts'
import { UsageError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { withClient, type ClientSettings } from '../open-client.ts'
import { readPrompt } from '../prompt/read-prompt.ts'
import { savePicture } from './save-picture.ts'
import { showPicture } from './show-picture.ts'

export interface DrawSettings extends ClientSettings {
  /** Pictures to start from; without them it is drawn from nothing. */
  readonly attachment: readonly string[]
  readonly out?: string | undefined
  readonly model?: string | undefined
  readonly size?: string | undefined
  readonly quality?: string | undefined
  readonly transparent: boolean
}

/** Draws what the words say, and saves it. @throws UsageError */
export async function draw(
  words: readonly string[],
  settings: DrawSettings,
  context: Context,
): Promise<void> {
  const { model, size, quality, transparent, out = 'image.png' } = settings
  const prompt = await readPrompt(words, context, {
    stdinIsTaken: settings.attachment.includes('-'),
    mayBeEmpty: false,
  })
  const sources = settings.attachment.map((source) => ({ source }))
  const images = await loadAttachments(sources, context)
  const other = images.find(({ type }) => !(imageTypes as readonly string[]).includes(type))
  if (other)
    throw new UsageError(
      `${other.source} is no picture (${other.type}).`,
      'Give PNG, JPEG, WebP or GIF.',
    )
  const request = {
    prompt,
    model,
    size,
    quality,
    ...(transparent && { background: 'transparent' as const }),
  }
  await withClient(settings, context, async ({ images: client }) => {
    context.status.start()
    context.status.add('drawing, which takes up to a minute')
    const { signal } = context
    const drawn =
      images.length === 0
        ? await client.generate(request, { signal })
        : await client.edit({ ...request, images: images.map(({ bytes }) => bytes) }, { signal })
    context.status.stop()
    for (const [at, { data }] of drawn.images.entries()) {
      const picture = Buffer.from(data)
      await savePicture(numbered(out, at), picture, context)
      await showPicture(picture, context)
    }
  })
}
