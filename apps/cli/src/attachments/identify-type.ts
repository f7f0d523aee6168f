import { UsageError } from '../command-error.ts'
import { imageTypes, pdfType } from './attachment.ts'
import { decodeText } from './decode-text.ts'

const binaryTypes = new Set<string>([...imageTypes, pdfType])

/** Types that are texts, though they do not say so. */
const textTypes =
  /^(?:text\/|application\/(?:[^;]+\+)?(?:json|xml|yaml|toml|javascript|typescript|sql|x-sh)$|image\/svg\+xml$)/

const sendable = 'Images (PNG, JPEG, WebP, GIF), PDF files and texts can be attached.'

/**
 * The media type of an attachment, by its content; a type that a person named must fit it.
 *
 * @throws UsageError for what cannot be sent
 */
export async function identifyType(
  name: string,
  bytes: Uint8Array,
  named: string | undefined,
): Promise<string> {
  if (named !== undefined && !binaryTypes.has(named) && !textTypes.test(named)) {
    throw new UsageError(`--at ${name} ${named}: that type cannot be sent.`, sendable)
  }
  const { fileTypeFromBuffer } = await import('file-type')
  const found = (await fileTypeFromBuffer(bytes))?.mime
  const isText = decodeText(bytes) !== undefined
  if (named !== undefined) {
    const fits = binaryTypes.has(named) ? found === named : isText
    if (fits) return named
    throw new UsageError(
      `${name} is no ${named}${found ? ` but ${found}` : ''}.`,
      'Leave the type out: it is found by the content.',
    )
  }
  if (found && binaryTypes.has(found)) return found
  if (isText) return found && textTypes.test(found) ? found : 'text/plain'
  throw new UsageError(
    found
      ? `${name} is ${found}, which cannot be sent.`
      : `${name} is neither an image, a PDF nor a text.`,
    sendable,
  )
}
