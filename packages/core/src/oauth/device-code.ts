import * as z from 'zod/mini'
import type { RefreshError } from '../errors/refresh-error.ts'
import { parseErrorBody } from '../protocol/error-body.ts'
import { parseJson } from '../protocol/json.ts'
import type { Exchange, ExchangeResponse } from '../transport/exchange.ts'
import type { AuthorityOptions } from './authorization-code-grant.ts'
import { isCloudflare, signInFailed, unexpectedAnswer } from './sign-in-failure.ts'

/** A device sign-in under way. */
export interface DeviceCode {
  readonly deviceAuthId: string
  /** For the person to type. */
  readonly userCode: string
  /** How long to wait between two questions, in milliseconds; at least 1,000. */
  readonly intervalMs: number
}

/** @see docs/protocol.md §4.2 */
export function requestDeviceCode(
  exchange: Exchange,
  { issuer, clientId, signal }: AuthorityOptions,
): Promise<ExchangeResponse> {
  return postJson(
    exchange,
    `${issuer}/api/accounts/deviceauth/usercode`,
    { client_id: clientId },
    signal,
  )
}

const shownCode = z.lazy(() => z.string().check(z.regex(/^[\x21-\x7e]{1,64}$/)))
const deviceCodeResponse = z.lazy(() =>
  z.looseObject({
    device_auth_id: z.string().check(z.minLength(1)),
    user_code: z.optional(shownCode),
    usercode: z.optional(shownCode),
    interval: z.optional(z.unknown()),
  }),
)

/** @throws {@link RefreshError} `SIGN_IN_FAILED` */
export async function processDeviceCodeResponse(response: ExchangeResponse): Promise<DeviceCode> {
  if (response.status === 404 && !isCloudflare(response)) {
    throw signInFailed('deviceCode', 'Signing in with a device code is not enabled here.', {
      status: 404,
      hint: 'Sign in with the browser, or enable device codes in the security settings of ChatGPT.',
    })
  }
  const text = await response.text()
  if (response.status !== 200) {
    throw unexpectedAnswer('deviceCode', 'a device code', response, text)
  }
  const result = deviceCodeResponse.safeParse(parseJson(text))
  const userCode = result.data?.user_code ?? result.data?.usercode
  if (!result.success || userCode === undefined) throw oddAnswer('a device code')
  const { device_auth_id: deviceAuthId, interval } = result.data
  return { deviceAuthId, userCode, intervalMs: toIntervalMs(interval) }
}

/** Seconds as a number or text; nonsense counts as 5, and never is it less than 1 or more than 60. */
function toIntervalMs(interval: unknown): number {
  const seconds = typeof interval === 'string' ? Number.parseFloat(interval) : interval
  if (typeof seconds !== 'number' || !Number.isFinite(seconds)) return 5_000
  return Math.min(Math.max(seconds, 1), 60) * 1_000
}

/** @see docs/protocol.md §4.2 */
export function requestDeviceAuthorization(
  exchange: Exchange,
  { deviceAuthId, userCode }: DeviceCode,
  { issuer, signal }: AuthorityOptions,
): Promise<ExchangeResponse> {
  const body = { device_auth_id: deviceAuthId, user_code: userCode }
  return postJson(exchange, `${issuer}/api/accounts/deviceauth/token`, body, signal)
}

/** What the authority says of the person. */
export type DeviceAuthorization =
  | { readonly kind: 'approved'; readonly code: string; readonly codeVerifier: string }
  | { readonly kind: 'pending' }
  /** Pending, and we ask too often. */
  | { readonly kind: 'slowDown' }

const approvedResponse = z.lazy(() =>
  z.looseObject({
    authorization_code: z.string().check(z.minLength(1)),
    code_verifier: z.string().check(z.minLength(1)),
  }),
)
const pendingCodes: ReadonlySet<string | undefined> = new Set([
  'deviceauth_authorization_pending',
  'authorization_pending',
])
const refusals: ReadonlyMap<string | undefined, string> = new Map([
  ['access_denied', 'The sign-in was declined.'],
  ['expired_token', 'The device code has expired.'],
])

/** @throws {@link RefreshError} `SIGN_IN_FAILED` when the person or the authority says no */
export async function processDeviceAuthorizationResponse(
  response: ExchangeResponse,
): Promise<DeviceAuthorization> {
  const { status } = response
  const text = await response.text()
  if (status === 200) {
    const result = approvedResponse.safeParse(parseJson(text))
    if (!result.success) throw oddAnswer('the code to exchange')
    const { authorization_code: code, code_verifier: codeVerifier } = result.data
    return { kind: 'approved', code, codeVerifier }
  }
  const { code } = parseErrorBody(text)
  const refusal = refusals.get(code)
  if (refusal)
    throw signInFailed('deviceCode', refusal, { status, hint: 'Start the sign-in again.' })
  if (code === 'slow_down') return { kind: 'slowDown' }
  const isPending = status === 403 || status === 404 || pendingCodes.has(code)
  if (isPending && !isCloudflare(response)) return { kind: 'pending' }
  throw unexpectedAnswer('deviceCode', 'the device sign-in', response, text)
}

function postJson(
  exchange: Exchange,
  url: string,
  body: Record<string, string>,
  signal: AbortSignal | undefined,
): Promise<ExchangeResponse> {
  return exchange(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: '*/*' },
    body: JSON.stringify(body),
    redirect: 'manual',
    ...(signal && { signal }),
  })
}

function oddAnswer(what: string): RefreshError {
  return signInFailed('deviceCode', `The authority answered without ${what}.`, {
    status: 200,
    hint: 'Sign in with the browser instead.',
  })
}
