/** An error frame with a status: the answer that HTTP would have given. @see docs/protocol.md §7 */
export interface ErrorFrame {
  readonly status: number
  readonly code: string | undefined
  readonly headers: Readonly<Record<string, string>>
  /** The body, as HTTP has it. */
  readonly text: string
}

/** A frame, as far as the connection has to know it. */
export type ClassifiedFrame =
  | { readonly kind: 'event' }
  /** Belongs to no response, and says nothing yet of whether there will be one. */
  | { readonly kind: 'aside' }
  | { readonly kind: 'item'; readonly index: number | undefined; readonly item: unknown }
  | { readonly kind: 'end'; readonly completedId: string | undefined }
  | { readonly kind: 'refusal'; readonly error: ErrorFrame }

/** What a frame that matters holds somewhere. Looking for these is far cheaper than parsing each frame. */
const telling = [
  '"response.output_item.done"',
  '"response.completed"',
  '"response.incomplete"',
  '"response.failed"',
  '"error"',
]

/** Codes that another connection cures, with or without a status. */
export const connectionCodes: ReadonlySet<string | undefined> = new Set([
  'websocket_connection_limit_reached',
  'previous_response_not_found',
])

/**
 * Looks at a frame.
 *
 * @param isFirst whether the answer has not begun
 */
export function classifyFrame(text: Buffer, isFirst: boolean): ClassifiedFrame {
  if (!isFirst && !telling.some((word) => text.includes(word))) return { kind: 'event' }
  const event = parseEvent(text)
  switch (event['type']) {
    case 'response.output_item.done': {
      const index = event['output_index']
      return {
        kind: 'item',
        index: typeof index === 'number' ? index : undefined,
        item: event['item'],
      }
    }
    case 'response.completed': {
      const { id } = Object(event['response']) as { id?: unknown }
      return { kind: 'end', completedId: typeof id === 'string' ? id : undefined }
    }
    case 'response.incomplete':
    case 'response.failed':
      return { kind: 'end', completedId: undefined }
    case 'error': {
      const error = isFirst ? toErrorFrame(event) : undefined
      return error ? { kind: 'refusal', error } : { kind: 'end', completedId: undefined }
    }
    default:
      return { kind: isAside(event['type']) && isFirst ? 'aside' : 'event' }
  }
}

/** A frame as the bytes of a server-sent event. */
export function toEventBytes(text: Buffer): Uint8Array {
  // In JSON a line end is only ever space between words.
  const isOneLine = !text.includes(10) && !text.includes(13)
  const line = isOneLine ? text : Buffer.from(text.toString('utf8').replaceAll(/[\r\n]/g, ' '))
  return Buffer.concat([prefix, line, suffix])
}

const prefix = Buffer.from('data: ')
const suffix = Buffer.from('\n\n')

function parseEvent(text: Buffer): Record<string, unknown> {
  try {
    return Object(JSON.parse(text.toString('utf8'))) as Record<string, unknown>
  } catch {
    // The reader of the events says what is wrong with it.
    return {}
  }
}

function isAside(type: unknown): boolean {
  return typeof type === 'string' && type.startsWith('codex.')
}

function toErrorFrame(event: Record<string, unknown>): ErrorFrame | undefined {
  const error = Object(event['error']) as { code?: unknown }
  const code = typeof error.code === 'string' ? error.code.toLowerCase() : undefined
  const status = event['status'] ?? event['status_code'] ?? (connectionCodes.has(code) && 400)
  if (typeof status !== 'number' || status < 400 || status > 599) return undefined
  const headers = Object.entries(Object(event['headers']) as object).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  return {
    status,
    code,
    headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
    text: JSON.stringify({ error: event['error'] }),
  }
}
