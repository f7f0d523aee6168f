import { createHash } from 'node:crypto'
import type { Exchange } from '../http/exchange.ts'
import { jsonReply, type Reply } from '../reply.ts'
import { isObject } from '../json.ts'
import type { World } from '../world.ts'
import { oauthErrorBody } from '../oauth-failure.ts'
import { CODEX_CLIENT_ID } from './tokens.ts'

const LOOPBACK_CALLBACK = /^http:\/\/(?:127\.0\.0\.1|localhost):\d+\/auth\/callback$/u

/**
 * GET /oauth/authorize: checks the query, then sends the browser back at once, as if the person had agreed.
 * @see docs/protocol.md §4.1
 */
export function answerAuthorize(exchange: Exchange, world: World): Promise<void> {
  const { query } = exchange.record
  const complaint = complaintAbout(query)
  if (complaint) return exchange.send(refusal(complaint))
  const redirectUri = query.get('redirect_uri') ?? ''
  const answer = exchange.faults.find('access-denied')
    ? { error: 'access_denied', error_description: 'missing_codex_entitlement' }
    : {
        code: world.authority.issueCode({
          ...world.authority.signsInAs,
          codeChallenge: query.get('code_challenge') ?? '',
          redirectUri,
        }),
      }
  const state = exchange.faults.find('wrong-state') ? 'fake-wrong-state' : query.get('state')
  const back = new URLSearchParams({ ...answer, state: state ?? '' })
  return exchange.send({
    status: 302,
    headers: { location: `${redirectUri}?${back.toString()}` },
    body: '',
  })
}

function complaintAbout(query: URLSearchParams): string | undefined {
  if (query.get('response_type') !== 'code') return 'response_type must be code'
  if (query.get('client_id') !== CODEX_CLIENT_ID) return 'unknown client_id'
  if (!LOOPBACK_CALLBACK.test(query.get('redirect_uri') ?? '')) return 'redirect_uri not registered'
  if (query.get('code_challenge_method') !== 'S256') return 'code_challenge_method must be S256'
  if (query.get('code_challenge')?.length !== 43) return 'code_challenge must be 43 characters'
  if (!query.get('state')) return 'state is missing'
  const scopes = (query.get('scope') ?? '').split(' ')
  const missing = ['openid', 'offline_access'].find((scope) => !scopes.includes(scope))
  return missing && `scope ${missing} is missing`
}

/** POST …/deviceauth/usercode: starts a device sign-in. @see docs/protocol.md §4.2 */
export function answerDeviceStart(exchange: Exchange, world: World): Promise<void> {
  if (!isObject(exchange.content) || exchange.content['client_id'] !== CODEX_CLIENT_ID)
    return exchange.send(refusal('unknown client_id'))
  const { deviceId, userCode } = world.authority.startDevice()
  return exchange.send(
    jsonReply(200, {
      device_auth_id: deviceId,
      user_code: userCode,
      interval: String(world.authority.deviceSettings.intervalSeconds),
    }),
  )
}

/** POST …/deviceauth/token: pending for a few polls, then approved. @see docs/protocol.md §4.2 */
export function answerDevicePoll(exchange: Exchange, world: World): Promise<void> {
  const { authority, random, url } = world
  const body = isObject(exchange.content) ? exchange.content : {}
  const state = authority.pollDevice(String(body['device_auth_id']), String(body['user_code']))
  if (state === 'unknown') return exchange.send(refusal('unknown device_auth_id'))
  if (state === 'pending')
    return exchange.send(
      jsonReply(403, oauthErrorBody('deviceauth_authorization_pending', 'Not approved yet.')),
    )
  const verifier = `fake-verifier-${random.letters(60)}`
  const codeChallenge = createHash('sha256').update(verifier).digest('base64url')
  const code = authority.issueCode({
    ...authority.signsInAs,
    codeChallenge,
    redirectUri: `${url}/deviceauth/callback`,
  })
  return exchange.send(
    jsonReply(200, {
      authorization_code: code,
      code_challenge: codeChallenge,
      code_verifier: verifier,
    }),
  )
}

function refusal(message: string): Reply {
  return jsonReply(400, oauthErrorBody('invalid_request', message))
}
