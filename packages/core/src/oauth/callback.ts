import type { RefreshError } from '../errors/refresh-error.ts'
import { isLoopback } from '../transport/loopback.ts'
import { signInFailed, toOneLine } from './sign-in-failure.ts'

/** What a callback says. */
export type CallbackVerdict =
  | {
      readonly kind: 'code'
      readonly code: string
      /** The name of the app, where the authority gives one. */
      readonly clientId?: string
    }
  /** The authority says no. */
  | { readonly kind: 'refused'; readonly error: RefreshError }
  /** Its state is not ours: nothing it says counts. */
  | { readonly kind: 'otherSignIn' }
  /** Neither a code nor an error. */
  | { readonly kind: 'noCode' }

/** Judges a callback's query. */
export type JudgeCallback = (query: URLSearchParams) => CallbackVerdict

/** @see docs/protocol.md §4.1 */
export function judgeCallback(query: URLSearchParams, state: string): CallbackVerdict {
  if (query.get('state') !== state) return { kind: 'otherSignIn' }
  const error = query.get('error')
  if (error) return { kind: 'refused', error: refusal(error, query.get('error_description') ?? '') }
  const code = query.get('code')
  return code ? { kind: 'code', code } : { kind: 'noCode' }
}

export function noCode(): RefreshError {
  return signInFailed('authorize', 'The browser came back without a code.', {
    hint: 'Start the sign-in again.',
  })
}

function refusal(error: string, description: string): RefreshError {
  if (error === 'access_denied' && description.includes('missing_codex_entitlement')) {
    return signInFailed('authorize', 'Codex is not enabled for this workspace.', {
      hint: 'Ask an administrator of the workspace for access to Codex, or sign in again and choose another workspace.',
    })
  }
  if (error === 'access_denied') {
    return signInFailed('authorize', 'The sign-in was declined in the browser.', {
      hint: 'Sign in again and allow it, or choose another account.',
    })
  }
  return signInFailed('authorize', `The sign-in was refused: ${toOneLine(description || error)}.`, {
    hint: 'Start the sign-in again.',
  })
}

/** Why a pasted text is not taken. */
export type PasteProblem = 'notTheCallback' | 'otherSignIn' | 'noCode'

/** Reads what a person copied from the address bar; a terminal may have broken it into lines. */
export function judgePaste(
  text: string,
  judge: JudgeCallback,
): Exclude<CallbackVerdict, { kind: 'otherSignIn' | 'noCode' }> | { readonly kind: PasteProblem } {
  const url = URL.parse(text.replaceAll(/[\s'"<>]+/g, ''))
  if (url?.pathname !== '/auth/callback' || !isLoopback(url.hostname))
    return { kind: 'notTheCallback' }
  return judge(url.searchParams)
}
