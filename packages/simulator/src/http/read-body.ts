import type { IncomingMessage } from 'node:http'
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import { parseJson } from '../json.ts'

/** Reads a body to its end; rejects when the client goes away first. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** A body after decompression, or why there is none. */
export type DecodedBody = { text: string } | { failure: 'unknown encoding' | 'undecodable' }

/** Undoes `content-encoding`. @see docs/protocol.md §6.7 */
export function decodeBody(body: Buffer, encoding: string | undefined): DecodedBody {
  const decode = decoderOf(encoding)
  if (!decode) return { failure: 'unknown encoding' }
  try {
    return { text: decode(body).toString('utf8') }
  } catch {
    return { failure: 'undecodable' }
  }
}

function decoderOf(encoding: string | undefined): ((body: Buffer) => Buffer) | undefined {
  switch (encoding?.toLowerCase()) {
    case undefined:
    case '':
    case 'identity':
      return (body) => body
    case 'zstd':
      return (body) => zstdDecompressSync(body)
    case 'gzip':
      return (body) => gunzipSync(body)
    case 'br':
      return (body) => brotliDecompressSync(body)
    case 'deflate':
      return (body) => inflateSync(body)
    default:
      return undefined
  }
}

/** What a body says: JSON, a form as an object, else its text; `undefined` when empty or undecodable. */
export function contentOf(body: DecodedBody, contentType: string | undefined): unknown {
  if (!('text' in body) || body.text === '') return undefined
  if (contentType?.startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(body.text))
  return parseJson(body.text) ?? body.text
}
