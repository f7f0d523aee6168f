import {
  resolveCodexClientOptions,
  type ResolvedCodexClientOptions,
} from '../../client/client-options.ts'
import { isSiwcCredential, type SiwcCredential } from '../../credentials/siwc/siwc-credential.ts'
import type { SiwcRegistrations } from '../../credentials/siwc/siwc-registrations.ts'
import type {
  BrowserSignInOptions,
  ResolvedBrowserSignInOptions,
  SignInOptions,
} from '../sign-in-options.ts'

/** Options of everything about sign-ins with ChatGPT. */
export interface SiwcAccountOptions extends Omit<
  SignInOptions,
  'codexHome' | 'store' | 'originator'
> {
  /** The app, as its client gets it: `siwc({ agentName })`. */
  credential: SiwcCredential
}

/** Options of {@link signInWithSiwc}. */
export interface SiwcSignInOptions
  extends
    SiwcAccountOptions,
    Pick<BrowserSignInOptions, 'onProgress' | 'openBrowser' | 'pastedUrl' | 'timeoutMs'> {
  /**
   * Port of this machine that the browser comes back to; 0 is any free one. A fixed one helps where it is
   * forwarded from another machine.
   *
   * @default 0
   */
  port?: number | undefined
  /** Sign in with one more account, and leave those there are. @default false */
  addAccount?: boolean | undefined
  /** Have the person asked again for what they did not allow before. @default false */
  askConsent?: boolean | undefined
}

export interface SiwcContext {
  readonly client: ResolvedCodexClientOptions
  /** Loaded when it is needed: most programs never sign in. */
  readonly open: () => Promise<SiwcRegistrations>
  readonly signal: AbortSignal | undefined
}

/** What a sign-in goes by. */
export interface SiwcSignIn extends SiwcContext {
  readonly person: ResolvedBrowserSignInOptions
  readonly addAccount: boolean
  readonly askConsent: boolean
}

/** @throws TypeError naming the wrong option */
export function resolveSiwcContext(options: SiwcAccountOptions): SiwcContext {
  const { credential, signal, ...others } = Object(options) as SiwcAccountOptions
  if (!isSiwcCredential(credential))
    throw new TypeError('credential must be siwc({ agentName: "…" }).')
  const { keyring, env, endpoints, fetch, now, logger, timeouts } = others
  const client = resolveCodexClientOptions({
    credential,
    keyring,
    env,
    endpoints,
    fetch,
    now,
    logger,
    timeouts,
  })
  const issuer = client.endpoints.auth
  return {
    client,
    signal,
    open: async () => {
      const { SiwcRegistrations } = await import('../../credentials/siwc/siwc-registrations.ts')
      return new SiwcRegistrations({ credential, keyring, issuer })
    },
  }
}
