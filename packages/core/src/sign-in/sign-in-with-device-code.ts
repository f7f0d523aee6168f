import { withAuthority } from './authority-exchange.ts'
import { keepLogin, type SignInResult } from './keep-login.ts'
import {
  resolveDeviceCodeSignInOptions,
  type DeviceCodeSignInOptions,
  type ResolvedDeviceCodeSignInOptions,
} from './sign-in-options.ts'

/**
 * Signs a person in with ChatGPT without a browser on this machine: `onProgress` gets an address to open
 * anywhere and a code to type there. The login is kept where the Codex CLI keeps it, in place of the one
 * before; if it fails or is aborted, nothing has changed.
 *
 * @throws TypeError for a wrong option, at once
 * @throws {@link CredentialError} `CREDENTIAL_STORE_FAILED`, before a code is shown, when no login can be
 *   kept
 * @throws {@link RefreshError} `SIGN_IN_FAILED` with its `step`, `SIGN_IN_TIMED_OUT`
 * @throws {@link TransportError} when the authority cannot be reached
 * @see docs/protocol.md §4.2
 */
export function signInWithDeviceCode(options?: DeviceCodeSignInOptions): Promise<SignInResult> {
  return run(resolveDeviceCodeSignInOptions(options))
}

async function run(options: ResolvedDeviceCodeSignInOptions): Promise<SignInResult> {
  const { client, signal } = options
  const { signInWithCode } = await import('../oauth/device-sign-in.ts')
  const { completeChatGptSignIn, toAuthorityOptions } = await import('./chatgpt-login.ts')
  const signIn = { ...options, exchangeApiKey: false }
  return keepLogin(client, signal, (keep) =>
    withAuthority(client, async (exchange) => {
      const authorization = await signInWithCode(exchange, {
        ...options,
        ...toAuthorityOptions(signIn),
        now: client.now,
      })
      options.onProgress({ type: 'authorized' })
      return completeChatGptSignIn(exchange, authorization, signIn, keep)
    }),
  )
}
