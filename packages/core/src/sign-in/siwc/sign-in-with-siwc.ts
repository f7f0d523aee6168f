import { withAuthority } from '../authority-exchange.ts'
import { resolveBrowserSignInOptions } from '../sign-in-options.ts'
import type { SiwcSignInResult } from './siwc-account.ts'
import {
  resolveSiwcContext,
  type SiwcSignIn,
  type SiwcSignInOptions,
} from './siwc-sign-in-options.ts'

/**
 * Has a person sign in to your app with ChatGPT in a browser (*Continue with ChatGPT*), and keeps the
 * sign-in. The first one makes the app known to the account; later ones use the same name. If the person
 * does not allow the use of the plan, that is no error: see `planGranted`.
 *
 * An abort or a failure leaves what there was; a name that was given stays, so that the next sign-in does
 * not make another.
 *
 * @throws TypeError for a wrong option, at once
 * @throws {@link CredentialError} `CREDENTIAL_STORE_FAILED`, before a browser is opened, when no sign-in
 *   can be kept: without a keyring see `dangerouslyStorePlaintext`
 * @throws {@link RefreshError} `SIGN_IN_FAILED` with its `step`, `SIGN_IN_TIMED_OUT`, `REFRESH_UNAVAILABLE`
 *   when the authority does not say where it is
 * @throws {@link TransportError} when the authority cannot be reached
 * @see docs/protocol.md §13.2
 */
export function signInWithSiwc(options: SiwcSignInOptions): Promise<SiwcSignInResult> {
  const context = resolveSiwcContext(options)
  const { port = 0, addAccount = false, askConsent = false } = options
  const person = resolveBrowserSignInOptions({
    onProgress: options.onProgress,
    openBrowser: options.openBrowser,
    pastedUrl: options.pastedUrl,
    timeoutMs: options.timeoutMs,
    ports: [port],
    endpoints: options.endpoints,
    env: options.env,
  })
  return run({ ...context, person, addAccount, askConsent })
}

async function run(signIn: SiwcSignIn): Promise<SiwcSignInResult> {
  const { client, signal } = signIn
  signal?.throwIfAborted()
  const { createSiwcAuthority } = await import('../../oauth/siwc/siwc-authority.ts')
  const { runSiwcSignIn } = await import('./run-siwc-sign-in.ts')
  return withAuthority(client, (exchange) =>
    runSiwcSignIn(signIn, createSiwcAuthority(exchange, client.endpoints.auth)),
  )
}
