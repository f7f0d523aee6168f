import type { DatabaseSync } from 'node:sqlite'
import type { ResponseEvent, ResponseItem, ResponseStream, ResponseUsage } from '@via-codex/core'
import { relayStream } from '../answer/relay-stream.ts'
import { createTextReader } from '../answer/text-reader.ts'
import { closeLog, openLog } from './open-log.ts'
import { LogError, toLogError } from './log-error.ts'
import { settleAbandoned } from './settle-abandoned.ts'
import { transact } from './transact.ts'
import type { Turn } from './turn.ts'
import { appendText, beginResponse, settleResponse, type Settlement } from './write-response.ts'

/** How soon after the first event the question is in the log, and how often the text after that. */
const firstWriteMs = 50
const writeMs = 250
/** How long another process is waited for: while text streams through, and once all of it is out. */
const streamingBusyMs = 50
const lastBusyMs = 2_000

/**
 * Writes an answer into the log as it comes. Nothing is opened before the first event, which is out by then; an
 * answer of which nothing came leaves nothing. A failure of the log ends the writing, and is never the answer's.
 */
export class AnswerRecorder {
  readonly #path: string
  readonly #turn: Turn
  readonly #reader = createTextReader()
  readonly #startedAt = new Date()
  readonly #items: ResponseItem[] = []
  #usage: ResponseUsage | undefined
  #text = ''
  #hasBegun = false
  #timer: NodeJS.Timeout | undefined
  #database: DatabaseSync | undefined
  #responseId: number | undefined
  /** Who stops reading has interrupted it. */
  #end: Pick<Settlement, 'status' | 'error'> = { status: 'interrupted' }
  #failure: Error | undefined

  constructor(path: string, turn: Turn) {
    this.#path = path
    this.#turn = turn
  }

  /** The items that are whole. */
  get items(): readonly ResponseItem[] {
    return this.#items
  }

  /** The same stream, each event of which is recorded as it is read, and how it ends. */
  record(stream: ResponseStream): ResponseStream {
    return relayStream(stream, this.#follow(stream))
  }

  /**
   * Marks how the answer ended, and closes the log. Call it once the text is out. Never throws.
   *
   * @param account whose encrypted reasoning the answer holds
   * @returns what went wrong with the log, if anything did
   */
  finish(account: string | undefined): Error | undefined {
    clearTimeout(this.#timer)
    if (this.#hasBegun) {
      const settlement = { ...this.#end, account, items: this.#items, usage: this.#usage }
      this.#write(lastBusyMs, (database, id) =>
        settleResponse(database, id, settlement, new Date()),
      )
    }
    if (this.#database) closeLog(this.#database)
    this.#database = undefined
    return this.#failure
  }

  async *#follow(stream: ResponseStream): AsyncGenerator<ResponseEvent, undefined> {
    try {
      for await (const event of stream) {
        this.#take(event)
        yield event
      }
    } catch (error) {
      this.#end = toEnd(error)
      throw error
    }
  }

  #take(event: ResponseEvent): void {
    this.#hasBegun = true
    this.#text += this.#reader.read(event)
    if (event.type === 'response.output_item.done') this.#items.push(event.item)
    if (event.type === 'response.completed' || event.type === 'response.incomplete') {
      const { usage, output, incomplete_details: incomplete } = event.response
      this.#usage = usage ?? undefined
      this.#end = { status: 'done', error: incomplete?.reason }
      if (this.#items.length === 0) this.#items.push(...(output ?? []))
    }
    if (this.#timer || this.#failure) return
    const delayMs = this.#responseId === undefined ? firstWriteMs : writeMs
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#write(streamingBusyMs)
    }, delayMs)
  }

  #write(busyMs: number, more?: (database: DatabaseSync, id: number) => void): void {
    if (this.#failure) return
    try {
      const database = this.#open(busyMs)
      const text = this.#text
      const id = transact(database, () => {
        const responseId = this.#responseId ?? beginResponse(database, this.#turn, this.#startedAt)
        if (text !== '') appendText(database, responseId, text)
        more?.(database, responseId)
        return responseId
      })
      this.#responseId = id
      this.#text = this.#text.slice(text.length)
    } catch (error) {
      const failure = toLogError(this.#path, error)
      // Another process is writing: the next try takes it all.
      const isLast = more !== undefined
      if (isLast || !(failure instanceof LogError && failure.isBusy)) this.#failure = failure
    }
  }

  #open(busyMs: number): DatabaseSync {
    if (!this.#database) {
      this.#database = openLog(this.#path, { busyMs })
      settleAbandoned(this.#database, new Date())
    }
    this.#database.exec(`PRAGMA busy_timeout = ${busyMs}`)
    return this.#database
  }
}

const brokenOff = new Set(['STREAM_INTERRUPTED', 'TIMEOUT', 'CONNECTION_FAILED'])

/** An abort and a broken connection interrupt an answer; else it failed. */
function toEnd(error: unknown): Pick<Settlement, 'status' | 'error'> {
  if (!(error instanceof Error && 'isRetryable' in error && 'code' in error)) {
    return { status: 'interrupted' }
  }
  const code = String(error.code)
  return { status: brokenOff.has(code) ? 'interrupted' : 'failed', error: code }
}
