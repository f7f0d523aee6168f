import { dynamicClientId, siwcResource, siwcScopes } from '../../protocol/siwc.ts'

export interface SiwcAuthorizeUrl {
  /** The authority's page. */
  readonly endpoint: string
  readonly agentName: string
  readonly hostId: string
  /** The name the authority gave us; absent at the first sign-in. */
  readonly clientId?: string | undefined
  /** The address that signed in with that name, if it is known. */
  readonly email?: string | undefined
  /** Ask again for what was left out. */
  readonly asksConsent: boolean
  readonly redirectUri: string
  readonly codeChallenge: string
  readonly state: string
  readonly nonce: string
}

/**
 * The page to sign in on. No ID token stands in it, since it is shown and may end up in a history.
 *
 * @see docs/protocol.md §13.2
 */
export function toSiwcAuthorizeUrl(options: SiwcAuthorizeUrl): string {
  const { clientId, email } = options
  const url = new URL(options.endpoint)
  url.search = new URLSearchParams({
    client_id: clientId ?? dynamicClientId,
    ...(clientId === undefined && { agent_name_hint: options.agentName }),
    ext_agent_host_id: options.hostId,
    response_type: 'code',
    redirect_uri: options.redirectUri,
    scope: siwcScopes,
    resource: siwcResource,
    state: options.state,
    nonce: options.nonce,
    code_challenge: options.codeChallenge,
    code_challenge_method: 'S256',
    ...(clientId !== undefined && email !== undefined && { login_hint: email }),
    ...(clientId !== undefined && options.asksConsent && { prompt: 'consent' }),
  }).toString()
  return url.href
}
