import { CredentialError } from '../errors/credential-error.ts'
import {
  mergeRefreshedTokens,
  type AuthDotJson,
  type RefreshedTokens,
} from '../protocol/auth-dot-json.ts'
import {
  toAccessToken,
  toAccount,
  toChatGptDocument,
  type AccessToken,
  type Account,
  type ChatGptDocument,
} from './credential.ts'
import { tokenTimesOf, type TokenTimes } from './freshness.ts'

/** What sets the logins of one kind apart from those of another: how their documents are read and renewed. */
export interface LoginFormat {
  /**
   * @param location for the error
   * @throws {@link CredentialError} unless the document is a login of this kind that can be used
   */
  read(document: AuthDotJson, location: string): ChatGptDocument
  toAccessToken(document: ChatGptDocument): AccessToken
  toAccount(document: ChatGptDocument): Account
  timesOf(document: ChatGptDocument): TokenTimes
  merge(document: ChatGptDocument, refreshed: RefreshedTokens, at: Date): ChatGptDocument
  /** What stays of a login that the authority has ended; absent: all of it, for other programs to judge. */
  withoutTokens?(document: ChatGptDocument): AuthDotJson
  notFound(location: string): CredentialError
}

/** A login as the Codex CLI keeps it. */
export const codexFormat: LoginFormat = {
  read: toChatGptDocument,
  toAccessToken,
  toAccount,
  timesOf: tokenTimesOf,
  merge: mergeRefreshedTokens,
  notFound: (location) =>
    new CredentialError('CREDENTIAL_NOT_FOUND', `No Codex login in ${location}.`, {
      locations: [location],
      hint: 'Run `via-codex login` or `codex login`, or set CODEX_HOME to the folder that holds the login.',
    }),
}
