import type { ContentPart, InputImagePart } from '@via-codex/core'
import { pdfType, type Attachment } from './attachment.ts'
import { decodeText } from './decode-text.ts'

/** An attachment as a part of a message: an image, a file, or a text under its name. */
export function toContentPart(
  { name, type, bytes }: Attachment,
  detail: InputImagePart['detail'],
): ContentPart {
  const dataUrl = () => `data:${type};base64,${bytes.toString('base64')}`
  if (type === pdfType) return { type: 'input_file', filename: name, file_data: dataUrl() }
  const text = /^image\/(?!svg)/.test(type) ? undefined : decodeText(bytes)
  if (text !== undefined) return { type: 'input_text', text: `${name}:\n\n${text}` }
  return { type: 'input_image', image_url: dataUrl(), ...(detail && { detail }) }
}
