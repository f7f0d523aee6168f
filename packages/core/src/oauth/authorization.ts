/** What a person's consent gives, whichever way it came: good for one exchange. */
export interface Authorization {
  readonly code: string
  /** Proof that we asked for the code. */
  readonly codeVerifier: string
  /** Exactly as named when the code was asked for. */
  readonly redirectUri: string
  /** The name of the app, where the authority gives one. */
  readonly clientId?: string
}

/** What happens while a person signs in. No event holds a secret that outlives the sign-in. */
export type SignInProgress =
  /** Show the address: the person signs in there. It is told before any browser is opened. */
  | { readonly type: 'authorizeUrl'; readonly url: string; readonly redirectUri: string }
  /** No browser could be opened here; the address still works elsewhere. */
  | { readonly type: 'browserNotOpened'; readonly message: string }
  /** A browser came back from another, older sign-in. The waiting goes on. */
  | { readonly type: 'otherSignIn'; readonly message: string }
  /** What was pasted is not what is needed. The waiting goes on. */
  | { readonly type: 'pasteRejected'; readonly message: string }
  /** Show both: the person opens the address and types the code. */
  | {
      readonly type: 'deviceCode'
      readonly verificationUrl: string
      readonly userCode: string
      readonly expiresAt: Date
    }
  /** The person has agreed; tokens are being fetched. */
  | { readonly type: 'authorized' }

export type OnSignInProgress = (progress: SignInProgress) => void
