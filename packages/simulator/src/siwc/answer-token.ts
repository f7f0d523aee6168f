import { createHash } from 'node:crypto'
import type { FaultOf } from '../faults/fault.ts'
import type { Exchange } from '../http/exchange.ts'
import { isObject, stringOf, type JsonObject } from '../json.ts'
import { oauthErrorBody } from '../oauth-failure.ts'
import { jsonReply } from '../reply.ts'
import type { World } from '../world.ts'
import { unsignedJwt } from './signing-keys.ts'
import type { IssuedSiwcLogin } from './siwc-authority.ts'
import { PLAN_SCOPE, RESOURCE } from './siwc-tokens.ts'

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  authorization_code: [
    'grant_type',
    'client_id',
    'code',
    'code_verifier',
    'redirect_uri',
    'resource',
  ],
  refresh_token: ['grant_type', 'client_id', 'refresh_token', 'resource'],
}

/** POST /api/accounts/oauth/token: two grants, as forms. @see docs/protocol.md §13.3 §13.4 */
export async function answerSiwcToken(exchange: Exchange, world: World): Promise<void> {
  const form = exchange.content
  const isForm = exchange.header('content-type')?.startsWith('application/x-www-form-urlencoded')
  if (!isForm || !isObject(form)) return refuse(exchange, 400, 'invalid_request')
  const fields = FIELDS[stringOf(form['grant_type']) ?? '']
  if (!fields) return refuse(exchange, 400, 'unsupported_grant_type')
  if (!world.siwc.findRegistration(stringOf(form['client_id']) ?? ''))
    return refuse(exchange, 401, 'invalid_client')
  if ('scope' in form) return refuse(exchange, 400, 'invalid_scope')
  const names = Object.keys(form)
  const isWhole = fields.every((name) => names.includes(name)) && names.length === fields.length
  if (!isWhole) return refuse(exchange, 400, 'invalid_request')
  if (form['resource'] !== RESOURCE) return refuse(exchange, 400, 'invalid_target')
  return form['grant_type'] === 'refresh_token'
    ? answerRefresh(exchange, world, form)
    : answerCode(exchange, world, form)
}

async function answerCode(exchange: Exchange, world: World, form: JsonObject): Promise<void> {
  const code = world.siwc.takeCode(stringOf(form['code']) ?? '')
  const verifier = stringOf(form['code_verifier']) ?? ''
  const isProven =
    code !== undefined &&
    code.clientId === form['client_id'] &&
    code.redirectUri === form['redirect_uri'] &&
    code.codeChallenge === createHash('sha256').update(verifier).digest('base64url')
  if (!isProven) return refuse(exchange, 400, 'invalid_grant')
  world.siwc.counts.exchanges++
  const grant = world.siwc.grant(code.clientId, code.scopes)
  return deliver(exchange, world, world.siwc.handOut(grant, { nonce: code.nonce }))
}

async function answerRefresh(exchange: Exchange, world: World, form: JsonObject): Promise<void> {
  const { siwc, options } = world
  const found = siwc.findRefreshToken(stringOf(form['refresh_token']) ?? '')
  const reject = (code: string): Promise<void> => {
    siwc.counts.rejections++
    return refuse(exchange, 401, code)
  }
  if (!found) return reject('invalid_refresh_token')
  const { grant, state } = found
  if (grant.registration.clientId !== form['client_id']) return reject('invalid_grant')
  if (state === 'used') {
    if (options.refreshTokenReuse === 'revokeLogin') grant.isRevoked = true
    return reject('refresh_token_reused')
  }
  if (state === 'expired') return reject('refresh_token_expired')
  if (state === 'revoked' || grant.isRevoked) return reject('refresh_token_invalidated')
  siwc.counts.refreshes++
  return deliver(exchange, world, siwc.handOut(grant))
}

async function deliver(exchange: Exchange, world: World, login: IssuedSiwcLogin): Promise<void> {
  const { faults } = exchange
  const now = world.options.now().getTime()
  const scopes = faults.find('plan-not-granted')
    ? login.scopes.filter((scope) => scope !== PLAN_SCOPE)
    : login.scopes
  const spoiled = faults.find('id-token')
  const earliest = faults.find('earliest-refresh-at')
  const body: JsonObject = {
    access_token: login.accessToken,
    refresh_token: login.refreshToken,
    id_token: spoiled ? spoilIdToken(login.idToken, spoiled, world) : login.idToken,
    token_type: 'Bearer',
    expires_in: Math.round((login.expiresAt.getTime() - now) / 1000),
    scope: scopes.join(' '),
    earliest_refresh_at: earliest
      ? earliest.value
      : Math.floor(login.expiresAt.getTime() / 1000) - 360,
  }
  for (const name of faults.find('omit-tokens')?.omit ?? []) delete body[name]
  return exchange.send(jsonReply(200, body))
}

/** The ID token with other claims, another signature, or none. */
function spoilIdToken(token: string, fault: FaultOf<'id-token'>, world: World): string {
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')
  const claims = { ...(JSON.parse(payload) as JsonObject), ...fault.claims }
  for (const [name, value] of Object.entries(claims)) if (value === null) delete claims[name]
  if (fault.signedBy === 'none' || fault.signedBy === 'HS256')
    return unsignedJwt(claims, fault.signedBy)
  return world.siwc.keys.sign(claims, fault.signedBy === 'stranger' ? 'stranger' : 'current')
}

/** POST /api/accounts/oauth/revoke: an empty 200, also for a token that is dead already. @see docs/protocol.md §13.5 */
export function answerSiwcRevoke(exchange: Exchange, world: World): Promise<void> {
  const form = isObject(exchange.content) ? exchange.content : {}
  const isForm = exchange.header('content-type')?.startsWith('application/x-www-form-urlencoded')
  const token = stringOf(form['token'])
  if (!isForm || !token || form['token_type_hint'] !== 'refresh_token')
    return refuse(exchange, 400, 'invalid_request')
  if (!world.siwc.findRegistration(stringOf(form['client_id']) ?? ''))
    return refuse(exchange, 401, 'invalid_client')
  world.siwc.revoke(token)
  world.siwc.counts.revocations++
  return exchange.send({ status: 200, headers: {}, body: '' })
}

function refuse(exchange: Exchange, status: number, code: string): Promise<void> {
  return exchange.send(jsonReply(status, oauthErrorBody(code, `Refused: ${code}.`, 'string')))
}
