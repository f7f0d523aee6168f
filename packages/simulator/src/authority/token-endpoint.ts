import { createHash } from 'node:crypto'
import type { Exchange } from '../http/exchange.ts'
import { jsonReply, type Reply } from '../reply.ts'
import { isObject, stringOf, type JsonObject } from '../json.ts'
import type { World } from '../world.ts'
import type { IssuedLogin, Login } from './login.ts'
import { oauthErrorBody, refreshRejectionBody } from '../oauth-failure.ts'
import { CODEX_CLIENT_ID } from './tokens.ts'

/** POST /oauth/token: three grants on one path. @see docs/protocol.md §3.1 §4.1 */
export async function answerToken(exchange: Exchange, world: World): Promise<void> {
  const form = exchange.content
  if (!isObject(form))
    return exchange.send(refusal('invalid_request', 'The body must be an object.'))
  if (form['client_id'] !== CODEX_CLIENT_ID)
    return exchange.send(refusal('invalid_client', 'Unknown client_id.'))
  switch (form['grant_type']) {
    case 'refresh_token':
      return answerRefresh(exchange, world, form)
    case 'authorization_code':
      return answerCode(exchange, world, form)
    case 'urn:ietf:params:oauth:grant-type:token-exchange':
      return exchange.send(jsonReply(200, { access_token: world.authority.issueApiKey() }))
    default:
      return exchange.send(refusal('unsupported_grant_type', 'Unsupported grant_type.'))
  }
}

async function answerRefresh(exchange: Exchange, world: World, form: JsonObject): Promise<void> {
  const { authority, options } = world
  if (!exchange.header('content-type')?.startsWith('application/json'))
    return exchange.send(refusal('invalid_request', 'A refresh is JSON.'))
  if ('scope' in form) return exchange.send(refusal('invalid_scope', 'A refresh names no scope.'))
  const found = authority.findRefreshToken(stringOf(form['refresh_token']) ?? '')
  if (!found) return reject(exchange, world, refreshRejectionBody('refresh_token_invalidated'))
  const { login, state } = found
  if (state === 'used') {
    if (options.refreshTokenReuse === 'revokeLogin') login.isRevoked = true
    return reject(exchange, world, refreshRejectionBody('refresh_token_reused'))
  }
  if (state === 'expired')
    return reject(exchange, world, refreshRejectionBody('refresh_token_expired'))
  if (state === 'revoked' || login.isRevoked)
    return reject(exchange, world, refreshRejectionBody('refresh_token_invalidated'))
  authority.counts.refreshes++
  // An answer without a refresh token means that the old one stays good.
  const keepsRefreshToken = omittedBy(exchange).includes('refresh_token')
  await deliver(exchange, world, login, authority.handOut(login, { keepsRefreshToken }))
}

async function answerCode(exchange: Exchange, world: World, form: JsonObject): Promise<void> {
  const { authority } = world
  if (!exchange.header('content-type')?.startsWith('application/x-www-form-urlencoded'))
    return exchange.send(refusal('invalid_request', 'A code exchange is a form.'))
  const code = authority.takeCode(stringOf(form['code']) ?? '')
  if (!code) return exchange.send(refusal('invalid_grant', 'Unknown or used code.'))
  if (form['redirect_uri'] !== code.redirectUri)
    return exchange.send(refusal('invalid_grant', 'The redirect_uri differs.'))
  const verifier = stringOf(form['code_verifier']) ?? ''
  if (createHash('sha256').update(verifier).digest('base64url') !== code.codeChallenge)
    return exchange.send(refusal('invalid_grant', 'The code_verifier does not fit.'))
  authority.counts.exchanges++
  const issued = authority.issue(code)
  await deliver(exchange, world, authority.findRefreshToken(issued.refreshToken)?.login, issued)
}

async function deliver(
  exchange: Exchange,
  world: World,
  login: Login | undefined,
  issued: IssuedLogin,
): Promise<void> {
  const other = exchange.faults.find('other-account')
  const tokens = other ? world.authority.issue({ accountId: other.accountId }) : issued
  const body: JsonObject = {
    id_token: tokens.idToken,
    access_token: tokens.accessToken,
    refresh_token: tokens.refreshToken,
    token_type: 'Bearer',
    expires_in: Math.round((tokens.expiresAt.getTime() - world.options.now().getTime()) / 1000),
    scope: 'openid profile email offline_access',
  }
  for (const name of omittedBy(exchange)) delete body[name]
  if (login && 'refresh_token' in body) login.isDelivered = false
  await exchange.send(jsonReply(200, body))
  const hasArrived = exchange.outcome === 'answered'
  // A later rotation may have overtaken this answer.
  if (login && hasArrived && body['refresh_token'] === login.refreshToken) login.isDelivered = true
}

function omittedBy(exchange: Exchange): readonly string[] {
  const fault = exchange.faults.find('omit-tokens')
  return fault ? (fault.omit ?? ['refresh_token']) : []
}

function reject(exchange: Exchange, world: World, body: JsonObject): Promise<void> {
  world.authority.counts.rejections++
  return exchange.send(jsonReply(401, body))
}

function refusal(code: string, message: string): Reply {
  return jsonReply(400, oauthErrorBody(code, message))
}

/** POST /oauth/revoke. @see docs/protocol.md §4.5 */
export function answerRevoke(exchange: Exchange, world: World): Promise<void> {
  const token = isObject(exchange.content) ? stringOf(exchange.content['token']) : undefined
  if (!token) return exchange.send(refusal('invalid_request', 'No token.'))
  world.authority.revoke(token)
  world.authority.counts.revocations++
  return exchange.send(jsonReply(200, {}))
}
