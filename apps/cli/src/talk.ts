import { styleText } from 'node:util'
import type { Logger } from '@via-codex/core'
import type { TerminalStream } from './terminal-stream.ts'
import type { StatusLine } from './status-line.ts'
import { oneLine } from './one-line.ts'

/** Words for people, on stderr, a line each. */
export class Talk {
  readonly #stream: TerminalStream
  readonly #status: StatusLine
  #isAsking = false

  constructor(stream: TerminalStream, status: StatusLine) {
    this.#stream = stream
    this.#status = status
    // There is nobody left to tell.
    stream.on('error', () => {})
  }

  say(line: string): void {
    this.#status.clear()
    this.#stream.write(`${this.#isAsking ? '\n' : ''}${line}\n`)
    this.#isAsking = false
  }

  /** Leaves the line open for an answer. */
  ask(question: string): void {
    this.#status.clear()
    this.#stream.write(`${this.#isAsking ? '\n' : ''}${question}`)
    this.#isAsking = true
  }

  /** The answer has come, and its line end with it. */
  hear(): void {
    this.#isAsking = false
  }

  /** What a person must not overlook. */
  sayLoudly(line: string): void {
    this.say(this.#style('bold', line))
  }

  /** What a person may overlook. */
  sayQuietly(line: string): void {
    this.say(this.#style('dim', line))
  }

  warn(text: string): void {
    this.say(`${this.#style('yellow', 'warning:')} ${oneLine(text)}`)
  }

  fail(what: string, hint: string): void {
    this.say(`${this.#style('red', 'error:')} ${oneLine(what)}`)
    this.say(`${this.#style('cyan', 'hint:')} ${oneLine(hint)}`)
  }

  /** Core's logger: warnings always, the rest when asked for. */
  logger(options: { debug: boolean }): Logger {
    return {
      warn: (message, fields) => this.warn(message + causeOf(fields)),
      ...(options.debug && {
        debug: (message: string, fields?: Record<string, unknown>) =>
          this.say(`debug: ${message}${fields ? ` ${JSON.stringify(fields, replaceError)}` : ''}`),
      }),
    }
  }

  #style(format: 'red' | 'yellow' | 'cyan' | 'bold' | 'dim', text: string): string {
    return this.#stream.isTTY ? styleText(format, text, { stream: this.#stream }) : text
  }
}

function causeOf(fields: Record<string, unknown> | undefined): string {
  const error = fields?.['error']
  return error instanceof Error ? ` (${error.message})` : ''
}

function replaceError(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value
  const { code } = value as { code?: unknown }
  return typeof code === 'string' ? `${code}: ${value.message}` : value.message
}
