/**
 * The three bases the protocol knows. Each is an https URL, or http on loopback, without a final slash.
 *
 * @see docs/protocol.md §6.1, §4.1
 */
export interface Endpoints {
  /** Base of the ChatGPT backend: models, responses and account calls of a Codex login. */
  readonly chatgpt: string
  /** Base of the public API: calls made with an API key. */
  readonly api: string
  /** The issuer that signs people in and refreshes tokens. */
  readonly auth: string
}

export const defaultEndpoints: Endpoints = {
  chatgpt: 'https://chatgpt.com/backend-api',
  api: 'https://api.openai.com/v1',
  auth: 'https://auth.openai.com',
}

/** The OAuth client a Codex login belongs to. @see docs/protocol.md §3.1 */
export const codexClientId = 'app_EMoamEEZ73f0CkXaXp7hrann'

/**
 * The revision of the Codex protocol this library speaks. The backend hides newer models from older
 * revisions, so it goes out as `version` and `client_version`.
 *
 * @see docs/protocol.md §6.2, §8
 */
export const protocolVersion = '0.169.0'
