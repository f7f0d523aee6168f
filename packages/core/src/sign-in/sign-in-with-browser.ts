import { codexClientId } from '../protocol/endpoints.ts'
import { withAuthority } from './authority-exchange.ts'
import { keepLogin, type SignInResult } from './keep-login.ts'
import {
  resolveBrowserSignInOptions,
  type BrowserSignInOptions,
  type ResolvedBrowserSignInOptions,
} from './sign-in-options.ts'

/**
 * Has a person sign in with ChatGPT in a browser and keeps the login where the Codex CLI keeps it, in
 * place of the one before. The browser's last page tells how it ended. If it fails or is aborted, nothing
 * has changed and nothing listens any more.
 *
 * @throws TypeError for a wrong option, at once
 * @throws {@link CredentialError} `CREDENTIAL_STORE_FAILED`, before a browser is opened, when no login can
 *   be kept
 * @throws {@link RefreshError} `SIGN_IN_FAILED` with its `step`, `SIGN_IN_TIMED_OUT`
 * @throws {@link TransportError} when the authority cannot be reached
 * @example
 * ```ts
 * const { account } = await signInWithBrowser({
 *   onProgress: (progress) => {
 *     if (progress.type === 'authorizeUrl') console.error(`Sign in at ${progress.url}`)
 *   },
 * })
 * ```
 * @see docs/protocol.md §4.1
 */
export function signInWithBrowser(options?: BrowserSignInOptions): Promise<SignInResult> {
  return run(resolveBrowserSignInOptions(options))
}

async function run(options: ResolvedBrowserSignInOptions): Promise<SignInResult> {
  const { client, signal } = options
  // Loaded when it is needed: most programs never sign in.
  const { signInThroughBrowser } = await import('../oauth/browser-sign-in.ts')
  const { toAuthorizeUrl } = await import('../oauth/authorize-url.ts')
  const { judgeCallback } = await import('../oauth/callback.ts')
  const { completeChatGptSignIn } = await import('./chatgpt-login.ts')
  return keepLogin(client, signal, (keep) =>
    withAuthority(client, (exchange) =>
      signInThroughBrowser({
        ...options,
        program: client.originator,
        portsAreShared: true,
        toUrl: (parts) =>
          toAuthorizeUrl({
            ...parts,
            issuer: client.endpoints.auth,
            clientId: codexClientId,
            originator: client.originator,
            workspaceIds: options.workspaceIds,
          }),
        judge: judgeCallback,
        complete: (authorization) => completeChatGptSignIn(exchange, authorization, options, keep),
      }),
    ),
  )
}
