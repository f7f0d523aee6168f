import type { CodexClient, LoginStatus } from '@via-codex/core'
import { describeStore } from '../auth/describe-store.ts'
import { CommandError } from '../command-error.ts'
import { describeError } from '../describe-error.ts'
import { formatInstant } from '../format-instant.ts'
import { oneLine } from '../one-line.ts'
import { describeAccount } from '../login/describe-login.ts'
import type { ClockWatch } from './clock-watch.ts'

/** The six stations of the path, in the order they are walked. */
const stations = ['discover', 'keep fresh', 'authorise', 'transport', 'decode', 'adapt'] as const

/** What was found at one station. */
export interface Finding {
  /** From 1. */
  readonly station: number
  readonly name: string
  readonly isOk: boolean
  readonly detail: string
  /** Absent when the station was passed together with the next. */
  readonly elapsedMs?: number
  /** What to do, when it failed. */
  readonly hint?: string
  /** The code of the error, when it failed with one. */
  readonly code?: string
}

export interface ExamineOptions {
  readonly model: string
  readonly signal: AbortSignal
  readonly clock: Pick<ClockWatch, 'describe'>
  /** Hears of each station as soon as it is known. */
  readonly onFinding: (finding: Finding) => void
}

/**
 * Walks the path from the login to a one-word answer, and stops where it fails.
 *
 * @returns the exit code
 */
export async function examine(client: CodexClient, options: ExamineOptions): Promise<number> {
  const { model, signal, clock, onFinding } = options
  let station = 1
  let startedAt = performance.now()
  const elapsed = () => ({ elapsedMs: Math.round(performance.now() - startedAt) })
  const find = (isOk: boolean, detail: string, more: Partial<Finding> = {}) => {
    onFinding({ station, name: stations[station - 1] ?? '', isOk, detail, ...more })
    station += 1
  }
  const pass = (detail: string) => {
    find(true, detail, elapsed())
    startedAt = performance.now()
  }
  try {
    pass(describePlace(await client.login.status({ signal })))
    pass(describeToken(await client.login.status({ signal, refresh: true }), new Date()))
    const models = await client.models.list({ signal })
    find(true, 'the server takes the login')
    pass([`${models.length} models listed`, clock.describe()].filter(Boolean).join('; '))
    const { events, text } = await askOneWord(client, model, signal)
    pass(`${events} events of ${model}, the end event among them`)
    if (text.trim() === '') throw noText(model)
    pass(`the answer is “${text.trim().slice(0, 60)}”`)
    return 0
  } catch (error) {
    signal.throwIfAborted()
    // The list of models shows two stations at once: below HTTP it is the later one that failed.
    if (station === 3 && isTransportError(error)) station = 4
    const { message, hint, exitCode } = describeError(error, new Date())
    const { code } = error as { code?: string }
    const skew = clock.describe()
    const detail = skew.includes('set it right') ? `${message} (${skew})` : message
    find(false, detail, { ...elapsed(), hint, ...(code && { code }) })
    return exitCode
  }
}

async function askOneWord(client: CodexClient, model: string, signal: AbortSignal) {
  const stream = client.responses.stream(
    { model, input: 'Answer with the single word: ok', reasoning: { effort: 'low' } },
    { signal },
  )
  let events = 0
  for await (const event of stream) if (event.type) events += 1
  return { events, text: (await stream.final()).output_text }
}

function describePlace({ location, account, kind, store }: LoginStatus): string {
  const how = store ? ` (${describeStore(store)})` : ''
  const who = kind === 'apiKey' ? 'an API key' : describeAccount(account)
  return oneLine(`${location}${how}: ${who}`)
}

function describeToken({ expiresAt, refreshedAt }: LoginStatus, now: Date): string {
  const end = expiresAt
    ? `the token holds until ${formatInstant(expiresAt, now)}`
    : 'the token is fresh'
  return refreshedAt ? `${end}; last renewed ${formatInstant(refreshedAt, now)}` : end
}

function noText(model: string): CommandError {
  return new CommandError(
    `The answer of ${model} holds no text.`,
    'Try another model with -m; `via-codex models` lists them.',
  )
}

function isTransportError(error: unknown): boolean {
  return error instanceof Error && error.name === 'TransportError'
}
