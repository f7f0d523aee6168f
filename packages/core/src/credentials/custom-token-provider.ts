import { CredentialError } from '../errors/credential-error.ts'
import { assertHeaderValue, toBareAccessToken, type AccessToken } from './credential.ts'
import type { CustomCredential } from './credential-source.ts'
import type { TokenOptions, TokenProvider } from './token-provider.ts'

/** Tokens that somebody else keeps and keeps fresh: asked for before each request. */
export class CustomTokenProvider implements TokenProvider {
  readonly #credential: CustomCredential

  constructor(credential: CustomCredential) {
    this.#credential = credential
  }

  getAccessToken({ signal }: TokenOptions = {}): Promise<AccessToken> {
    return this.#ask(false, signal)
  }

  async recover(
    rejected: AccessToken,
    step: 'reload' | 'refresh',
    { signal }: TokenOptions = {},
  ): Promise<AccessToken | undefined> {
    if (step === 'refresh') return undefined
    const token = await this.#ask(true, signal)
    return token.equals(rejected) ? undefined : token
  }

  async #ask(rejected: boolean, signal: AbortSignal | undefined): Promise<AccessToken> {
    const given = await this.#credential({ signal, rejected })
    if (typeof given?.accessToken === 'string') {
      assertHeaderValue(given.accessToken, 'the credential option', 'accessToken')
      const { accountId } = given
      if (accountId) assertHeaderValue(accountId, 'the credential option', 'accountId')
      return toBareAccessToken(given.accessToken, accountId)
    }
    throw new CredentialError(
      'CREDENTIAL_UNREADABLE',
      'The credential function gave no access token.',
      {
        field: 'accessToken',
        locations: ['the credential option'],
        hint: 'Have it return { accessToken, accountId }.',
      },
    )
  }
}
