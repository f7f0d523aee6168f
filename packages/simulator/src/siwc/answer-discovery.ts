import type { Exchange } from '../http/exchange.ts'
import { jsonReply } from '../reply.ts'
import type { World } from '../world.ts'

/** GET /.well-known/openid-configuration. @see docs/protocol.md §13.1 */
export function answerDiscovery(exchange: Exchange, { url }: World): Promise<void> {
  return exchange.send(
    jsonReply(200, {
      issuer: url,
      authorization_endpoint: `${url}/api/accounts/authorize`,
      token_endpoint: `${url}/api/accounts/oauth/token`,
      revocation_endpoint: `${url}/api/accounts/oauth/revoke`,
      jwks_uri: `${url}/.well-known/jwks.json`,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
      ...exchange.faults.find('discovery')?.members,
    }),
  )
}

/** GET /.well-known/jwks.json: the keys that ID tokens are signed with. */
export function answerJwks(exchange: Exchange, { siwc }: World): Promise<void> {
  return exchange.send(jsonReply(200, siwc.keys.jwks()))
}
