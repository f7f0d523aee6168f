import {
  createCodexHome,
  faultKinds,
  startSimulator,
  textScenario,
  type Fault,
  type FaultKind,
} from '@via-codex/simulator'
import { describe, expect, test } from 'vitest'
import type { CodexClientOptions } from '../../src/client/client-options.ts'
import { createCodexClient, type CodexClient } from '../../src/client/codex-client.ts'
import type { ErrorCode } from '../../src/errors/error-codes.ts'
import { createCodexFetch } from '../../src/fetch/create-codex-fetch.ts'
import { findCodexError } from '../../src/fetch/find-codex-error.ts'
import { expectNothingUnhandled } from '../support/failures.ts'

expectNothingUnhandled()

/** What a fault that never goes away must come to. */
interface Row {
  /** Parameters of the fault. */
  readonly fault?: object
  /** `answered`: it does no harm. */
  readonly ends: ErrorCode | 'answered'
  /** Requests of one try to the endpoint of the fault. @default 1 */
  readonly requests?: number
  /** Not before that in one try, and not much later. @default 0 */
  readonly afterMs?: number
  /** Whether a client tries twice, as it is told to here; a fetch never does. @default false */
  readonly isRetried?: boolean
  readonly options?: CodexClientOptions
}

const limitMs = 150
const interrupted: Row = { ends: 'STREAM_INTERRUPTED' }
const failed: Row = { ends: 'RESPONSE_FAILED' }
const refused: Row = { ends: 'INVALID_REQUEST' }
const harmless: Row = { ends: 'answered' }
const signInAgain: Row = { ends: 'REFRESH_REJECTED' }
const later: Row = { ends: 'REFRESH_UNAVAILABLE', isRetried: true }
const unreachable: Row = { ends: 'CONNECTION_FAILED', isRetried: true }
const timeouts = { headersMs: limitMs, idleMs: limitMs }
const silent: Row = { ends: 'TIMEOUT', afterMs: limitMs, options: { timeouts } }
const routed = { options: { workspaceRouting: 'always' } } as const

const table: { readonly [Kind in FaultKind]?: Row | readonly Row[] } = {
  // Someone else may be about to write what they got for it. The first, so that others go on while it waits.
  'refresh-token-reused': { ...signInAgain, afterMs: 3_750 },
  // Refused with the first token, with the one stored, and with the one renewed.
  unauthorized: { ends: 'UNAUTHORIZED', requests: 3 },
  'token-expired': { ends: 'UNAUTHORIZED', requests: 3 },
  'payment-required': { ends: 'PLAN_NOT_ENTITLED' },
  forbidden: { ends: 'FORBIDDEN' },
  cloudflare: { ends: 'FORBIDDEN' },
  'not-found': refused,
  'model-not-found': { ends: 'MODEL_NOT_FOUND' },
  'payload-too-large': refused,
  'unsupported-encoding': refused,
  'usage-limit-reached': { ends: 'USAGE_LIMIT_REACHED' },
  'usage-not-included': { ends: 'PLAN_NOT_ENTITLED' },
  'insufficient-quota': { ends: 'USAGE_LIMIT_REACHED' },
  'rate-limited': [
    { ends: 'RATE_LIMITED' },
    { fault: { retryAfterSeconds: 0 }, ends: 'RATE_LIMITED', isRetried: true },
    { fault: { retryAfterSeconds: 3_600 }, ends: 'RATE_LIMITED' },
  ],
  'server-error': { ends: 'SERVER_ERROR', isRetried: true },
  'bad-gateway': { ends: 'SERVER_ERROR', isRetried: true },
  unavailable: { ends: 'SERVER_ERROR', isRetried: true },
  overloaded: { ends: 'OVERLOADED', isRetried: true },
  'slow-down': { ends: 'OVERLOADED', isRetried: true },
  'site-overloaded': { ends: 'OVERLOADED', isRetried: true },
  'context-length-exceeded': { ends: 'CONTEXT_WINDOW_EXCEEDED' },
  'invalid-image': refused,
  'invalid-prompt': refused,
  'bad-request': refused,
  redirect: refused,
  'subscription-sharing': { ends: 'USAGE_LIMIT_REACHED' },
  'validation-error': refused,
  'routing-unavailable': { ends: 'SERVER_ERROR', isRetried: true },
  'connection-limit': refused,
  answer: { fault: { status: 418, body: 'short and stout' }, ends: 'INVALID_REQUEST' },
  'not-json': [later, { ...interrupted, fault: { on: 'responses' } }],
  empty: [later, { ...interrupted, fault: { on: 'responses' } }],
  hang: [
    { ...silent, isRetried: true },
    {
      ...silent,
      fault: { on: 'accounts' },
      isRetried: true,
      options: { timeouts, workspaceRouting: 'always' },
    },
  ],
  drop: [unreachable, { ...unreachable, fault: { on: 'token' } }],
  'drop-reply': unreachable,
  delay: { ...harmless, fault: { ms: limitMs / 2 }, afterMs: limitMs / 2 },
  'delay-reply': { ...harmless, fault: { ms: limitMs / 2 }, afterMs: limitMs / 2 },
  latency: { ...harmless, fault: { ms: 10 }, afterMs: 40 },
  stall: silent,
  'drop-mid-stream': interrupted,
  'end-early': interrupted,
  'close-socket': interrupted,
  'done-without-end': interrupted,
  'malformed-event': { ends: 'STREAM_MALFORMED' },
  'response-failed': [failed, { ...failed, fault: { code: null } }],
  'error-event': [
    { ...failed, fault: { shape: 'flat' } },
    { ...failed, fault: { shape: 'nested' } },
  ],
  incomplete: harmless,
  'end-turn-false': harmless,
  'giant-event': { ...harmless, fault: { bytes: 3_000_000 } },
  'unknown-events': harmless,
  'whitespace-arguments': harmless,
  framing: { ...harmless, fault: { style: 'crlf' } },
  'truncated-utf8': interrupted,
  chunking: { ...harmless, fault: { chunking: { bytes: 7 } } },
  'no-content-type': harmless,
  'new-models-etag': harmless,
  'refresh-token-expired': signInAgain,
  'refresh-token-invalidated': signInAgain,
  'invalid-grant': signInAgain,
  'omit-tokens': harmless,
  // The backend refuses them, and so it does those given next.
  'other-account': { ends: 'UNAUTHORIZED', requests: 2 },
  'backend-origin': {
    ...routed,
    ends: 'INSECURE_ENDPOINT',
    fault: { origin: 'https://other.fake.example' },
  },
  'routing-override': { ...routed, ends: 'answered' },
  'accounts-map': { ...routed, ends: 'SERVER_ERROR', isRetried: true },
  'account-missing': { ...routed, ends: 'SERVER_ERROR', isRetried: true },
}

/** What no request to a model meets: signing in, other questions, WebSockets. */
const elsewhere: readonly FaultKind[] = [
  'access-denied',
  'wrong-state',
  'plan-not-granted',
  'omit-client-id',
  'other-client-id',
  'extra-issuer',
  'id-token',
  'earliest-refresh-at',
  'discovery',
  'empty-models',
  'upgrade-required',
]

const ways: Record<string, (client: CodexClient) => Promise<unknown>> = {
  async stream(client) {
    const stream = client.responses.stream(request)
    try {
      for await (const _ of stream);
    } catch (error) {
      // The same end for whoever asks for the whole.
      expect(await stream.final().catch((again: unknown) => again)).toBe(error)
      throw error
    }
  },
  create: (client) => client.responses.create(request),
  async fetch(client) {
    const fetch = createCodexFetch({ client })
    const body = JSON.stringify(request)
    const response = await fetch('/responses', { method: 'POST', body }).catch(
      // A network that fails is a TypeError, and why is its cause.
      (error: unknown) => Promise.reject((error as Error).cause),
    )
    await response.text()
    if (!response.ok) throw findCodexError(response)
  },
}
const request = { model: 'gpt-5.5', input: 'Grüße 🦩' }

const cells = Object.entries(table).flatMap(([kind, rows]) =>
  [rows].flat().flatMap((row) =>
    Object.keys(ways).map((way) => {
      const fault = { kind, ...row.fault, times: Infinity } as Fault
      const about = JSON.stringify({ kind, ...row.fault })
      return { about, fault, way, row }
    }),
  ),
)

test('every fault has its row, or is met elsewhere', () => {
  expect([...Object.keys(table), ...elsewhere].toSorted()).toEqual(
    Object.keys(faultKinds).toSorted(),
  )
})

describe.concurrent('a fault that stays', () => {
  test.each(cells)('$about, met by $way, ends as $row.ends', async ({ fault, way, row }) => {
    const { ends, options } = row
    const tries = row.isRetried && way !== 'fetch' ? 2 : 1
    const requests = tries * (row.requests ?? 1)
    const afterMs = tries * (row.afterMs ?? 0)
    const on = fault.on ?? faultKinds[fault.kind].on
    await using simulator = await startSimulator({ paceMs: 0, seed: 7, faults: [fault] })
    simulator.scenario(...Array.from({ length: 3 }, () => textScenario('Grüße 🦩')))
    await using home = await createCodexHome(simulator, { expired: on === 'token' })
    const client = createCodexClient({
      codexHome: home.path,
      endpoints: simulator.endpoints,
      cacheFolder: false,
      retry: { baseDelayMs: 1, maxAttempts: 2 },
      ...options,
    })
    const startedAt = performance.now()
    const outcome = await ways[way]!(client).then(
      () => 'answered',
      (error: unknown) => (error as { code?: string }).code ?? error,
    )
    const elapsedMs = performance.now() - startedAt
    // At most the one that can be used again.
    await simulator.requests.connectionsClosed(1)
    await client.close()
    await simulator.requests.connectionsClosed(0)
    expect({ outcome, requests: simulator.requests.count(on) }).toEqual({ outcome: ends, requests })
    // A timer may be early by a millisecond; a busy machine is late.
    expect(elapsedMs).toBeGreaterThan(afterMs - 2)
    expect(elapsedMs).toBeLessThan(afterMs + 3_000)
  })
})
