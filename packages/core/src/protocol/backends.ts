import type { Endpoints } from './endpoints.ts'

/** Which secret may go to a backend, and to no other. */
export type CredentialKind = 'chatgpt' | 'apiKey'

/** Where requests go, and by which rules. */
export interface Backend {
  readonly id: 'codex' | 'platform'
  readonly credentialKind: CredentialKind
  /** What stands before `/responses`. */
  baseUrl(endpoints: Endpoints): string
  /** What stands before `/usage`; absent where nobody tells of a plan. @see docs/protocol.md §9.1 */
  accountUrl?(endpoints: Endpoints): string
}

/** A ChatGPT login's backend. @see docs/protocol.md §6.1 */
export const codexBackend: Backend = {
  id: 'codex',
  credentialKind: 'chatgpt',
  baseUrl: (endpoints) => `${endpoints.chatgpt}/codex`,
  accountUrl: (endpoints) => `${endpoints.chatgpt}/wham`,
}

/** An API key's backend: the public API. @see docs/protocol.md §6.1 */
export const platformBackend: Backend = {
  id: 'platform',
  credentialKind: 'apiKey',
  baseUrl: (endpoints) => endpoints.api,
}
