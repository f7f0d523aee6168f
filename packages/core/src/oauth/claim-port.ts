import { delay } from '../foundation/delay.ts'
import { signInFailed } from './sign-in-failure.ts'
import type { RefreshError } from '../errors/refresh-error.ts'

export interface PortClaim<T> {
  /** In order of preference. */
  readonly ports: readonly number[]
  /** Rejects with the system's error when it cannot. */
  readonly listen: (port: number) => Promise<T>
  /** Asks whoever listens there to stop, and never rejects. */
  readonly askToStop: (port: number) => Promise<void>
  readonly signal?: AbortSignal | undefined
}

const retries = 10
const retryMs = 200

/**
 * Listens on the first port that can be had. A busy one is asked to stop and waited for, since it is
 * most likely a forgotten sign-in; one the system withholds is passed over at once.
 *
 * @throws {@link RefreshError} `SIGN_IN_FAILED` when there is none
 * @see docs/protocol.md §4.1
 */
export async function claimPort<T>(claim: PortClaim<T>): Promise<T> {
  const failures: PortFailure[] = []
  for (const port of claim.ports) {
    const result = await claimOne(port, claim)
    if ('listening' in result) return result.listening
    failures.push(result)
  }
  throw noPort(failures)
}

interface PortFailure {
  readonly port: number
  readonly code: string
  readonly error: unknown
}

async function claimOne<T>(
  port: number,
  { listen, askToStop, signal }: PortClaim<T>,
): Promise<{ readonly listening: T } | PortFailure> {
  for (let attempt = 0; ; attempt++) {
    signal?.throwIfAborted()
    try {
      return { listening: await listen(port) }
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
      if (code !== 'EADDRINUSE' || attempt === retries) return { port, code, error }
      if (attempt === 0) await askToStop(port)
      await delay(retryMs, signal)
    }
  }
}

function noPort(failures: readonly PortFailure[]): RefreshError {
  const isBusy = failures.some(({ code }) => code === 'EADDRINUSE')
  const isWithheld = failures.some(({ code }) => code === 'EACCES')
  const details = failures.map(({ port, code }) => `${port}: ${explain(code)}`).join('; ')
  const hints = [
    ...(isBusy ? ['close the program that uses the port'] : []),
    ...(isWithheld
      ? ['on Windows, look for it with `netsh interface ipv4 show excludedportrange protocol=tcp`']
      : []),
    'sign in with a device code, which needs no port',
  ]
  return signInFailed('listen', `The browser has nowhere to come back to (${details}).`, {
    hint: `${upperCaseFirst(hints.join(', or '))}.`,
    cause: failures.at(-1)?.error,
  })
}

function explain(code: string): string {
  if (code === 'EADDRINUSE') return 'another program listens there (EADDRINUSE)'
  if (code === 'EACCES') return 'the system reserves it (EACCES)'
  return `cannot be listened on (${code})`
}

function upperCaseFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
