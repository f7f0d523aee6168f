import { RefreshError, type SignInStep } from '../errors/refresh-error.ts'
import { parseErrorBody } from '../protocol/error-body.ts'
import type { ExchangeResponse } from '../transport/exchange.ts'

/** What signing in ends with when it does not work. */
export function signInFailed(
  step: SignInStep,
  message: string,
  options: { hint: string; status?: number | undefined; cause?: unknown },
): RefreshError {
  return new RefreshError('SIGN_IN_FAILED', message, { step, ...options })
}

export function signInTimedOut(step: SignInStep, timeoutMs: number): RefreshError {
  const minutes = Math.round(timeoutMs / 6_000) / 10
  return new RefreshError('SIGN_IN_TIMED_OUT', `Nobody signed in within ${minutes} minutes.`, {
    step,
    hint: 'Start the sign-in again when you are ready to finish it.',
  })
}

/**
 * The error for an answer that is no success. Only its status and code are told: what else it says is
 * not ours to show.
 *
 * @param what was refused, as in "refused to …" or "refused a …"
 */
export function unexpectedAnswer(
  step: SignInStep,
  what: string,
  response: ExchangeResponse,
  text: string,
): RefreshError {
  const { status } = response
  const { code } = parseErrorBody(text)
  if (isCloudflare(response)) {
    return signInFailed(step, `Cloudflare refused ${what} (${status}).`, {
      status,
      hint: 'Try from another network; servers and VPNs are often refused.',
    })
  }
  const isPassing = status === 429 || status >= 500
  return signInFailed(step, `The authority refused ${what} (${status}${codeText(code)}).`, {
    status,
    hint: isPassing ? 'Try again in a moment.' : 'Start the sign-in again.',
  })
}

/** Whether Cloudflare answered in place of the authority. */
export function isCloudflare(response: ExchangeResponse): boolean {
  return response.headers.get('cf-mitigated') !== null
}

function codeText(code: string | undefined): string {
  return code !== undefined && /^[\w.-]{1,64}$/.test(code) ? `, ${code}` : ''
}

/** Text from outside, fit for a message: one line, no control characters, not endless. */
export function toOneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .slice(0, 200)
}
