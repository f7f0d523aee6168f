import { stringOf, type JsonObject } from '../json.ts'
import { imageSize } from './image-size.ts'

/** One sentence per attachment, saying only what its bytes show. */
export function describeAttachments(attachments: readonly JsonObject[]): string {
  return attachments.map(describe).join(' ')
}

function describe(part: JsonObject): string {
  if (part['type'] === 'input_file') return describeFile(part)
  const url = stringOf(part['image_url']) ?? ''
  const data = readDataUrl(url)
  if (!data) return `You attached an image at ${url === '' ? 'an unknown place' : url}.`
  const size = imageSize(data.bytes)
  const pixels = size ? `${size.width}×${size.height} pixels` : 'of unknown dimensions'
  return `You attached an image: ${data.mediaType}, ${data.bytes.length} bytes, ${pixels}.`
}

function describeFile(part: JsonObject): string {
  const name = stringOf(part['filename']) ?? stringOf(part['file_url']) ?? 'without a name'
  const data = readDataUrl(stringOf(part['file_data']) ?? '')
  const detail = data ? `: ${data.mediaType}, ${data.bytes.length} bytes` : ''
  return `You attached the file ${name}${detail}.`
}

function readDataUrl(url: string): { mediaType: string; bytes: Buffer } | undefined {
  const match = /^data:([^;,]*)[^,]*?(;base64)?,(.*)$/su.exec(url)
  if (!match) return undefined
  const [, mediaType = '', base64, data = ''] = match
  return {
    mediaType: mediaType || 'text/plain',
    bytes: base64 ? Buffer.from(data, 'base64') : Buffer.from(decodeURIComponent(data)),
  }
}
