import { CodexError } from '../errors/codex-error.ts'
import { longestTimerMs } from '../foundation/delay.ts'
import type { Authorization, OnSignInProgress } from './authorization.ts'
import { noCode, type CallbackVerdict } from './callback.ts'
import { LoopbackListener, type Arrival } from './loopback-listener.ts'
import type { OpenBrowser } from './open-browser.ts'
import { readPastes, type PastedUrl } from './read-pastes.ts'
import { createPkce, randomText } from './pkce.ts'
import { signInFailed, signInTimedOut } from './sign-in-failure.ts'
import { failurePage, successPage } from './sign-in-pages.ts'

/** What the address to sign in at is made of. */
export interface AuthorizeUrlParts {
  readonly redirectUri: string
  readonly codeChallenge: string
  readonly state: string
}

export interface BrowserSignIn<T> {
  /** The program that the person goes back to. */
  readonly program: string
  readonly toUrl: (parts: AuthorizeUrlParts) => string
  readonly judge: (query: URLSearchParams, state: string) => CallbackVerdict
  /** Whether other programs know the ports. */
  readonly portsAreShared: boolean
  /** To listen on, in order of preference. */
  readonly ports: readonly number[]
  /** For the person, in milliseconds; what follows the consent is not counted. */
  readonly timeoutMs: number
  readonly openBrowser: OpenBrowser | false
  readonly pastedUrl: PastedUrl | undefined
  readonly onProgress: OnSignInProgress
  readonly signal: AbortSignal | undefined
  /** Makes a login of the consent. The browser is told how that ended. */
  readonly complete: (authorization: Authorization) => Promise<T>
}

/**
 * Has a person sign in in a browser, and gives what `complete` makes of it. Whatever the end, nothing
 * listens any more then.
 *
 * @throws {@link RefreshError} `SIGN_IN_FAILED` or `SIGN_IN_TIMED_OUT`; what `complete` throws; the
 *   signal's own reason
 * @see docs/protocol.md §4.1
 */
export async function signInThroughBrowser<T>(options: BrowserSignIn<T>): Promise<T> {
  const { signal, onProgress } = options
  signal?.throwIfAborted()
  const { verifier, challenge } = createPkce()
  const state = randomText(32)
  const judge = (query: URLSearchParams) => options.judge(query, state)
  const listener = await LoopbackListener.open({
    ports: options.ports,
    judge,
    isShared: options.portsAreShared,
    signal,
    onOtherSignIn: () =>
      onProgress({
        type: 'otherSignIn',
        message: 'A browser came back from another sign-in; still waiting for this one.',
      }),
  })
  const ended = new AbortController()
  try {
    signal?.throwIfAborted()
    const { redirectUri } = listener
    const url = options.toUrl({ redirectUri, codeChallenge: challenge, state })
    onProgress({ type: 'authorizeUrl', url, redirectUri })
    const arrivals = [listener.arrival]
    if (options.openBrowser) {
      arrivals.push(openOrTell(options.openBrowser, url, onProgress, ended.signal))
    }
    if (options.pastedUrl) {
      arrivals.push(readPastes(options.pastedUrl, judge, onProgress, ended.signal))
    }
    const arrival = await firstOf(arrivals, options)
    ended.abort()
    const { code, clientId } = toCode(arrival)
    onProgress({ type: 'authorized' })
    const result = await options.complete({
      code,
      codeVerifier: verifier,
      redirectUri,
      ...(clientId !== undefined && { clientId }),
    })
    await listener.conclude(successPage(options.program))
    return result
  } catch (error) {
    if (!signal?.aborted) await listener.conclude(toFailurePage(error))
    throw error
  } finally {
    ended.abort()
    await listener.close()
  }
}

function toCode(arrival: Arrival): Extract<Arrival, { kind: 'code' }> {
  switch (arrival.kind) {
    case 'code':
      return arrival
    case 'refused':
      throw arrival.error
    case 'noCode':
      throw noCode()
    case 'cancelled':
      throw signInFailed('authorize', 'Another program has begun a sign-in and ended this one.', {
        hint: 'Finish the other sign-in, or start this one again.',
      })
  }
}

function toFailurePage(error: unknown) {
  return CodexError.isInstance(error)
    ? failurePage(error.message, error.hint)
    : failurePage('Something went wrong in the program that asked you to sign in.', undefined)
}

/** Brings nothing itself: pending, unless `onProgress` throws. */
async function openOrTell(
  openBrowser: OpenBrowser,
  url: string,
  onProgress: OnSignInProgress,
  ended: AbortSignal,
): Promise<never> {
  const isOpened = await openBrowser(url).then(
    () => true,
    () => false,
  )
  if (!isOpened && !ended.aborted) {
    onProgress({ type: 'browserNotOpened', message: 'No browser could be opened here.' })
  }
  return new Promise(() => {})
}

/** The first arrival, within the time and unless aborted. */
function firstOf(
  arrivals: readonly Promise<Arrival>[],
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal | undefined },
): Promise<Arrival> {
  return new Promise<Arrival>((resolve, reject) => {
    const onAbort = () => settle(() => reject(signal?.reason))
    const timer = setTimeout(
      () => settle(() => reject(signInTimedOut('authorize', timeoutMs))),
      Math.min(timeoutMs, longestTimerMs),
    )
    const settle = (act: () => void) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      act()
    }
    // Whoever opens the browser may have given up at once.
    if (signal?.aborted) return onAbort()
    signal?.addEventListener('abort', onAbort, { once: true })
    for (const arrival of arrivals) {
      arrival.then(
        (value) => settle(() => resolve(value)),
        (error: unknown) => settle(() => reject(error)),
      )
    }
  })
}
