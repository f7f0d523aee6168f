import type { Endpoints } from './endpoints.ts'

/** Which secret may go to a backend, and to no other. */
export type CredentialKind = 'chatgpt' | 'siwc' | 'apiKey'

/** Where requests go, and by which rules. */
export interface Backend {
  readonly id: 'codex' | 'siwc' | 'platform'
  readonly credentialKind: CredentialKind
  /** What stands before `/responses`. */
  baseUrl(endpoints: Endpoints): string
  /** What stands before `/usage`; absent where nobody tells of a plan. @see docs/protocol.md §9.1 */
  accountUrl?(endpoints: Endpoints): string
  /** Whether its own words may repeat the request, and so are not passed on. @see docs/protocol.md §13.7 */
  readonly quotesRequests?: boolean
}

/** A ChatGPT login's backend. @see docs/protocol.md §6.1 */
export const codexBackend: Backend = {
  id: 'codex',
  credentialKind: 'chatgpt',
  baseUrl: (endpoints) => `${endpoints.chatgpt}/codex`,
  accountUrl: (endpoints) => `${endpoints.chatgpt}/wham`,
}

/** The backend of Sign in with ChatGPT: the public API by the rules of that preview. @see docs/protocol.md §13.6 */
export const siwcBackend: Backend = {
  id: 'siwc',
  credentialKind: 'siwc',
  baseUrl: (endpoints) => endpoints.api,
  quotesRequests: true,
}

/** An API key's backend: the public API. @see docs/protocol.md §6.1 */
export const platformBackend: Backend = {
  id: 'platform',
  credentialKind: 'apiKey',
  baseUrl: (endpoints) => endpoints.api,
}
