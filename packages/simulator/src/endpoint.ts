/**
 * The routes of the other side, by name. `responses` and `models` stand for both tongues: the Codex backend's path and
 * the platform's; `token`, `revoke` and `authorize` for both ways to sign in: the Codex login's and Sign in with
 * ChatGPT's. A frame that asks over a WebSocket is one of `responses`, the opening of that WebSocket is `upgrade`.
 * Everything unknown is `other`.
 */
export type Endpoint =
  | 'responses'
  | 'upgrade'
  | 'models'
  | 'accounts'
  | 'usage'
  | 'images'
  | 'token'
  | 'revoke'
  | 'device'
  | 'authorize'
  | 'whoami'
  | 'discovery'
  | 'jwks'
  | 'other'

const ROUTES: ReadonlyMap<string, Endpoint> = new Map<string, Endpoint>([
  ['POST /backend-api/codex/responses', 'responses'],
  ['POST /v1/responses', 'responses'],
  ['UPGRADE /backend-api/codex/responses', 'upgrade'],
  ['GET /backend-api/codex/models', 'models'],
  ['GET /v1/models', 'models'],
  ['GET /backend-api/wham/accounts/check', 'accounts'],
  ['GET /backend-api/wham/usage', 'usage'],
  ['POST /backend-api/codex/images/generations', 'images'],
  ['POST /backend-api/codex/images/edits', 'images'],
  ['POST /oauth/token', 'token'],
  ['POST /oauth/revoke', 'revoke'],
  ['POST /api/accounts/deviceauth/usercode', 'device'],
  ['POST /api/accounts/deviceauth/token', 'device'],
  ['GET /oauth/authorize', 'authorize'],
  ['GET /api/accounts/v1/user-auth-credential/whoami', 'whoami'],
  ['GET /.well-known/openid-configuration', 'discovery'],
  ['GET /.well-known/jwks.json', 'jwks'],
  ['GET /api/accounts/authorize', 'authorize'],
  ['POST /api/accounts/oauth/token', 'token'],
  ['POST /api/accounts/oauth/revoke', 'revoke'],
])

/** Which endpoint a method and path belong to. @see docs/protocol.md §11.1 */
export function endpointOf(method: string, path: string): Endpoint {
  return ROUTES.get(`${method} ${path}`) ?? 'other'
}

/** True for the paths of Sign in with ChatGPT, as against those of the Codex login. */
export function isSiwcPath(path: string): boolean {
  return path === '/api/accounts/authorize' || path.startsWith('/api/accounts/oauth/')
}

/** True for the platform's paths, whose rules are loose. */
export function isPlatformPath(path: string): boolean {
  return path.startsWith('/v1/')
}
