import { TransportError } from '../errors/transport-error.ts'
import type { Now } from '../foundation/clock.ts'
import type { Exchange } from '../transport/exchange.ts'
import type { AuthorityOptions } from './authorization-code-grant.ts'
import type { Authorization, OnSignInProgress } from './authorization.ts'
import {
  processDeviceAuthorizationResponse,
  processDeviceCodeResponse,
  requestDeviceAuthorization,
  requestDeviceCode,
  type DeviceAuthorization,
  type DeviceCode,
} from './device-code.ts'
import { signInTimedOut } from './sign-in-failure.ts'

export interface DeviceSignIn extends AuthorityOptions {
  /** For the person, in milliseconds. */
  readonly timeoutMs: number
  readonly now: Now
  readonly delay: (ms: number, signal?: AbortSignal) => Promise<void>
  readonly onProgress: OnSignInProgress
}

/** What `slow_down` adds to the interval, in milliseconds. @see RFC 8628 §3.5 */
const slowDownMs = 5_000
/** How many questions in a row may go without an answer: a laptop loses its network for a moment. */
const mostUnanswered = 3

/**
 * Shows a code, and waits until the person has typed it elsewhere and agreed.
 *
 * @throws {@link RefreshError} `SIGN_IN_FAILED` or `SIGN_IN_TIMED_OUT`; a transport error; the signal's
 *   own reason
 * @see docs/protocol.md §4.2
 */
export async function signInWithCode(
  exchange: Exchange,
  options: DeviceSignIn,
): Promise<Authorization> {
  const { issuer, timeoutMs, now, delay, onProgress, signal } = options
  const deviceCode = await processDeviceCodeResponse(await requestDeviceCode(exchange, options))
  const expiresAt = new Date(now().getTime() + timeoutMs)
  onProgress({
    type: 'deviceCode',
    verificationUrl: `${issuer}/codex/device`,
    userCode: deviceCode.userCode,
    expiresAt,
  })
  let { intervalMs } = deviceCode
  for (let unanswered = 0; ;) {
    signal?.throwIfAborted()
    const leftMs = expiresAt.getTime() - now().getTime()
    if (leftMs <= 0) throw signInTimedOut('deviceCode', timeoutMs)
    await delay(Math.min(intervalMs, leftMs), signal)
    const answer = await ask(exchange, deviceCode, options)
    if (answer instanceof TransportError && ++unanswered > mostUnanswered) throw answer
    if (answer instanceof TransportError) continue
    unanswered = 0
    if (answer.kind === 'slowDown') intervalMs += slowDownMs
    if (answer.kind !== 'approved') continue
    const { code, codeVerifier } = answer
    return { code, codeVerifier, redirectUri: `${issuer}/deviceauth/callback` }
  }
}

/** The authority's answer, or why there was none this time. */
async function ask(
  exchange: Exchange,
  deviceCode: DeviceCode,
  options: DeviceSignIn,
): Promise<DeviceAuthorization | TransportError> {
  try {
    const response = await requestDeviceAuthorization(exchange, deviceCode, options)
    return await processDeviceAuthorizationResponse(response)
  } catch (error) {
    if (error instanceof TransportError && error.isRetryable) return error
    throw error
  }
}
