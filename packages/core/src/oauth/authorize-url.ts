export interface AuthorizeUrlOptions {
  /** The authority, without a final slash. */
  readonly issuer: string
  readonly clientId: string
  readonly redirectUri: string
  readonly codeChallenge: string
  readonly state: string
  /** Our own name, never another program's. */
  readonly originator: string
  /** Workspaces a person may choose from; empty means any. */
  readonly workspaceIds: readonly string[]
}

const scope = 'openid profile email offline_access api.connectors.read api.connectors.invoke'

/** The page to sign in on, its parameters in the Codex CLI's order. @see docs/protocol.md §4.1 */
export function toAuthorizeUrl(options: AuthorizeUrlOptions): string {
  const parameters: ReadonlyArray<readonly [name: string, value: string]> = [
    ['response_type', 'code'],
    ['client_id', options.clientId],
    ['redirect_uri', options.redirectUri],
    ['code_challenge', options.codeChallenge],
    ['code_challenge_method', 'S256'],
    ['state', options.state],
    ['scope', scope],
    ['id_token_add_organizations', 'true'],
    ['codex_cli_simplified_flow', 'true'],
    ['originator', options.originator],
    ...(options.workspaceIds.length > 0
      ? ([['allowed_workspace_id', options.workspaceIds.join(',')]] as const)
      : []),
  ]
  const query = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
  return `${options.issuer}/oauth/authorize?${query}`
}
