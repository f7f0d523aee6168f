import type { Writable } from 'node:stream'

/** A stream that may be a terminal. */
export type TerminalStream = Writable & {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
}
