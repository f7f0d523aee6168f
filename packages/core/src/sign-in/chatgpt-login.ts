import type { ResolvedCodexClientOptions } from '../client/client-options.ts'
import { toAccount } from '../credentials/credential.ts'
import type { Authorization } from '../oauth/authorization.ts'
import {
  processApiKeyResponse,
  processTokenResponse,
  requestApiKey,
  requestTokens,
  type AuthorityOptions,
} from '../oauth/authorization-code-grant.ts'
import { signInFailed } from '../oauth/sign-in-failure.ts'
import { codexClientId } from '../protocol/endpoints.ts'
import type { Exchange } from '../transport/exchange.ts'
import { toChatGptLogin } from './login-document.ts'
import type { KeepLogin, SignInResult } from './keep-login.ts'

export interface ChatGptSignIn {
  readonly client: ResolvedCodexClientOptions
  readonly signal: AbortSignal | undefined
  readonly workspaceIds: readonly string[]
  readonly exchangeApiKey: boolean
}

export function toAuthorityOptions({ client, signal }: ChatGptSignIn): AuthorityOptions {
  return { issuer: client.endpoints.auth, clientId: codexClientId, signal }
}

/**
 * Makes a login of a person's consent and keeps it.
 *
 * @throws {@link RefreshError} `SIGN_IN_FAILED`; what keeping throws; the signal's own reason
 */
export async function completeChatGptSignIn(
  exchange: Exchange,
  authorization: Authorization,
  options: ChatGptSignIn,
  keep: KeepLogin,
): Promise<SignInResult> {
  const authority = toAuthorityOptions(options)
  const response = await requestTokens(exchange, authorization, authority)
  const tokens = await processTokenResponse(response)
  const { issuer, clientId } = authority
  const toLogin = (apiKey: string | undefined) =>
    toChatGptLogin({ tokens, issuer, clientId, apiKey, issuedAt: options.client.now() })
  const account = toAccount(toLogin(undefined))
  assertAllowedWorkspace(account.accountId, options.workspaceIds)
  const apiKey = options.exchangeApiKey
    ? await apiKeyIfGiven(exchange, tokens.idToken, options)
    : undefined
  return { ...(await keep(toLogin(apiKey))), authMode: 'chatgpt', account }
}

function assertAllowedWorkspace(accountId: string | undefined, allowed: readonly string[]): void {
  if (allowed.length === 0 || (accountId !== undefined && allowed.includes(accountId))) return
  throw signInFailed('workspace', 'This login is of a workspace that is not allowed here.', {
    hint: `Sign in again and choose ${allowed.length === 1 ? 'the workspace' : 'one of the workspaces'} ${allowed.join(', ')}.`,
  })
}

async function apiKeyIfGiven(
  exchange: Exchange,
  idToken: string,
  options: ChatGptSignIn,
): Promise<string | undefined> {
  try {
    return await processApiKeyResponse(
      await requestApiKey(exchange, idToken, toAuthorityOptions(options)),
    )
  } catch (error) {
    options.signal?.throwIfAborted()
    options.client.logger.warn?.('The authority gave no API key; the login works without.', {
      error,
    })
    return undefined
  }
}
