import type { WireEvent } from './steps.ts'

/** Legal but unusual spellings of an event stream. */
export type FramingStyle =
  | 'comments'
  | 'crlf'
  | 'cr'
  | 'multi-line'
  | 'no-space'
  | 'bom'
  | 'no-event'

/** Writes one event in the event-stream format. @see docs/protocol.md §6.8 */
export function frameEvent(event: WireEvent, style?: FramingStyle): string {
  const data = JSON.stringify(event)
  switch (style) {
    case 'comments':
      return `: keep-alive\n\nid: 7\nretry: 1000\nevent: ${event.type}\n: inside\ndata: ${data}\n\n`
    case 'crlf':
      return `event: ${event.type}\r\ndata: ${data}\r\n\r\n`
    case 'cr':
      return `event: ${event.type}\rdata: ${data}\r\r`
    case 'multi-line':
      return `event: ${event.type}\n${multiLine(event)}\n\n`
    case 'no-space':
      return `event:${event.type}\ndata:${data}\n\n`
    case 'no-event':
      return `data: ${data}\n\n`
    default:
      return `event: ${event.type}\ndata: ${data}\n\n`
  }
}

/** What precedes the first event. */
export function framePreamble(style?: FramingStyle): string {
  return style === 'bom' ? '\uFEFF' : ''
}

function multiLine(event: WireEvent): string {
  return JSON.stringify(event, undefined, 1)
    .split('\n')
    .map((line) => `data: ${line}`)
    .join('\n')
}
