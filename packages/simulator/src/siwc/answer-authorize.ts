import type { Exchange } from '../http/exchange.ts'
import { oauthErrorBody } from '../oauth-failure.ts'
import { jsonReply } from '../reply.ts'
import type { World } from '../world.ts'
import { DYNAMIC_CLIENT, PLAN_SCOPE, RESOURCE, SCOPES } from './siwc-tokens.ts'

// The port alone may vary.
const REDIRECT_URI = /^http:\/\/127\.0\.0\.1:\d{1,5}\/auth\/callback$/u
const HOST_ID =
  /^(?:urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|urn:ietf:params:oauth:jwk-thumbprint:[\w:-]+|did:key:\w+)$/u

const KNOWN = new Set([
  'client_id',
  'agent_name_hint',
  'ext_agent_host_id',
  'response_type',
  'redirect_uri',
  'scope',
  'resource',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'id_token_hint',
  'login_hint',
  'prompt',
])

/**
 * GET /api/accounts/authorize: checks every parameter, then sends the browser back at once, as if the person had
 * agreed. A client without a name gets one.
 * @see docs/protocol.md §13.2
 */
export function answerSiwcAuthorize(exchange: Exchange, world: World): Promise<void> {
  const { query } = exchange.record
  const { faults } = exchange
  const complaint = complaintAbout(query, world)
  if (complaint)
    return exchange.send(jsonReply(400, oauthErrorBody('invalid_request', complaint, 'string')))
  const redirectUri = query.get('redirect_uri') ?? ''
  const state = faults.find('wrong-state') ? 'fake-wrong-state' : (query.get('state') ?? '')
  const back = new URLSearchParams(
    faults.find('access-denied') ? { error: 'access_denied' } : agree(exchange, world),
  )
  back.set('state', state)
  const issuer = faults.find('extra-issuer')
  if (issuer) back.set('iss', issuer.issuer ?? world.url)
  return exchange.send({
    status: 302,
    headers: { location: `${redirectUri}?${back.toString()}` },
    body: '',
  })
}

function agree(exchange: Exchange, world: World): Record<string, string> {
  const { query } = exchange.record
  const { faults } = exchange
  const given = query.get('client_id') ?? ''
  const hostId = query.get('ext_agent_host_id') ?? ''
  const isNew = given === DYNAMIC_CLIENT
  const clientId = isNew ? world.siwc.register(query.get('agent_name_hint') ?? '', hostId) : given
  world.siwc.noteHost(clientId, hostId)
  const scopes = (query.get('scope') ?? '').split(' ')
  const granted = faults.find('plan-not-granted')
    ? scopes.filter((scope) => scope !== PLAN_SCOPE)
    : scopes
  const code = world.siwc.issueCode({
    clientId,
    redirectUri: query.get('redirect_uri') ?? '',
    codeChallenge: query.get('code_challenge') ?? '',
    nonce: query.get('nonce') ?? '',
    scopes: granted,
  })
  const named = faults.find('other-client-id') ? 'oaiapp_fakeOther' : clientId
  // What was asked for, not what was granted: only the token answer tells that.
  const answer = { code, scope: scopes.join(' ') }
  const isNamed = faults.find('other-client-id') !== undefined || isNew
  return isNamed && !faults.find('omit-client-id') ? { ...answer, client_id: named } : answer
}

function complaintAbout(query: URLSearchParams, world: World): string | undefined {
  const get = (name: string): string => query.get(name) ?? ''
  for (const name of query.keys()) {
    if (!KNOWN.has(name)) return `${name} is unknown`
    if (query.getAll(name).length > 1) return `${name} is given twice`
  }
  const isNew = get('client_id') === DYNAMIC_CLIENT
  if (!isNew && !world.siwc.findRegistration(get('client_id'))) return 'unknown client_id'
  if (get('response_type') !== 'code') return 'response_type must be code'
  if (!REDIRECT_URI.test(get('redirect_uri'))) return 'redirect_uri does not fit the registration'
  if (get('resource') !== RESOURCE) return 'resource is not known'
  if (get('code_challenge_method') !== 'S256') return 'code_challenge_method must be S256'
  if (get('code_challenge').length !== 43) return 'code_challenge must be 43 characters'
  if (get('state') === '' || get('nonce') === '') return 'state or nonce is missing'
  if (!HOST_ID.test(get('ext_agent_host_id'))) return 'ext_agent_host_id is no host id'
  const scopes = get('scope').split(' ')
  const missing = SCOPES.find((scope) => !scopes.includes(scope))
  if (missing) return `scope ${missing} is missing`
  if (isNew !== query.has('agent_name_hint'))
    return 'agent_name_hint belongs to the first sign-in, and to no other'
  if (isNew && ['id_token_hint', 'login_hint', 'prompt'].some((name) => query.has(name)))
    return 'a first sign-in has no hints'
  if (query.has('prompt') && get('prompt') !== 'consent') return 'prompt must be consent'
  return undefined
}
