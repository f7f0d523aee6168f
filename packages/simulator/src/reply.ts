import type { JsonObject } from './json.ts'

/** A whole answer, ready to send. */
export interface Reply {
  status: number
  headers: Record<string, string>
  body: string
}

/** A JSON answer. */
export function jsonReply(
  status: number,
  body: JsonObject,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  }
}

/** An HTML answer, such as a proxy in between gives. */
export function htmlReply(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return { status, headers: { 'content-type': 'text/html; charset=UTF-8', ...headers }, body }
}

/** FastAPI's validation answer. @see docs/protocol.md §6.11 */
export function detailReply(status: number, detail: string): Reply {
  return jsonReply(status, { detail })
}

/** An error in OpenAI's envelope. @see docs/protocol.md §6.11 */
export function errorReply(
  status: number,
  error: {
    message: string
    type?: string | null
    code?: string | null
    param?: string | null
    [key: string]: unknown
  },
  headers?: Readonly<Record<string, string>>,
): Reply {
  return jsonReply(
    status,
    { error: { type: 'invalid_request_error', code: null, param: null, ...error } },
    headers,
  )
}
