import type { Account } from '../credentials/credential.ts'
import { CredentialError } from '../errors/credential-error.ts'
import { signInFailed } from '../oauth/sign-in-failure.ts'
import { processWhoamiResponse, requestWhoami } from '../oauth/whoami.ts'
import type { ExchangeResponse } from '../transport/exchange.ts'
import { withAuthority } from './authority-exchange.ts'
import { toAccessTokenLogin, toApiKeyLogin } from './login-document.ts'
import { keepLogin, type SignInResult } from './keep-login.ts'
import { resolveSignInOptions, type SignInOptions } from './sign-in-options.ts'

/**
 * Keeps an API key of the platform as the login, in place of the one before. Asks no one: whether the key
 * is good shows at the first request.
 *
 * @param key blanks around it are ignored
 * @throws TypeError for a wrong option, at once
 * @throws {@link RefreshError} `SIGN_IN_FAILED` when the text cannot be a key
 * @throws {@link CredentialError} `CREDENTIAL_STORE_FAILED`
 * @see docs/protocol.md §4.3
 */
export function signInWithApiKey(key: string, options?: SignInOptions): Promise<SignInResult> {
  const { client, signal } = resolveSignInOptions(options)
  return keepLogin(client, signal, async (keep) => {
    const login = toApiKeyLogin(assertOneWord(key, 'API key'))
    return { ...(await keep(login)), authMode: 'apikey', account: {} }
  })
}

/**
 * Keeps a personal access token (`at-…`) as the login, in place of the one before, once the authority has
 * said whose it is.
 *
 * @param token blanks around it are ignored
 * @throws TypeError for a wrong option, at once
 * @throws {@link RefreshError} `SIGN_IN_FAILED` when it is no such token or not accepted
 * @throws {@link CredentialError} `CREDENTIAL_STORE_FAILED`
 * @throws {@link ApiError} `SERVER_ERROR` when the authority does not say
 * @throws {@link TransportError} when the authority cannot be reached
 * @see docs/protocol.md §4.4
 */
export function signInWithAccessToken(
  token: string,
  options?: SignInOptions,
): Promise<SignInResult> {
  const { client, signal } = resolveSignInOptions(options)
  return keepLogin(client, signal, async (keep) => {
    const accessToken = assertOneWord(token, 'access token')
    if (!accessToken.startsWith('at-')) {
      throw signInFailed('token', 'This is no personal access token: those begin with "at-".', {
        hint: accessToken.startsWith('sk-')
          ? 'This looks like an API key: sign in with it as one.'
          : 'Make a personal access token in the settings of ChatGPT, or sign in with the browser.',
      })
    }
    const account = await withAuthority(client, async (exchange) =>
      ownerFrom(await requestWhoami(exchange, client.endpoints.auth, accessToken, signal)),
    )
    const login = toAccessTokenLogin(accessToken)
    return { ...(await keep(login)), authMode: 'personalAccessToken', account }
  })
}

async function ownerFrom(response: ExchangeResponse): Promise<Account> {
  try {
    const { accountId, email, planType } = await processWhoamiResponse(response, 'this sign-in')
    return {
      ...(accountId && { accountId }),
      ...(email && { email }),
      ...(planType && { planType }),
    }
  } catch (error) {
    if (!CredentialError.isInstance(error)) throw error
    throw signInFailed('token', 'The authority does not accept this access token.', {
      status: response.status,
      cause: error,
      hint: 'Check that it is complete and neither expired nor revoked, or make a new one.',
    })
  }
}

/** Visible ASCII only: anything else is a slip of the clipboard, and could not go into a header. */
function assertOneWord(text: string, what: string): string {
  const word = text.trim()
  if (/^[\x21-\x7e]+$/.test(word)) return word
  const problem = word === '' ? 'empty' : 'more than one word, or has characters it cannot have'
  throw signInFailed('token', `The ${what} is ${problem}.`, { hint: `Give the ${what} alone.` })
}
