import { CredentialError } from '../../errors/credential-error.ts'

/** Options of {@link siwc}. */
export interface SiwcOptions {
  /**
   * The name of your app, as people know it: they see it when they sign in, and later in the settings of
   * ChatGPT. The same on every machine; never another program's. 1 to 64 characters.
   */
  agentName: string
  /** Which of several sign-ins of the app: an e-mail address or a client id. @default the selected one */
  account?: string | undefined
  /** Folder of the app's sign-ins. @default one of its own in the user's data folder */
  directory?: string | undefined
  /**
   * Keep tokens as plain text, mode 0600, where there is no keyring: whoever can read the file has them.
   *
   * @default false
   */
  dangerouslyStorePlaintext?: boolean | undefined
}

/** Sign in with ChatGPT as a credential: made by {@link siwc}. Holds no secret. */
export interface SiwcCredential {
  readonly kind: 'siwc'
  readonly agentName: string
  readonly account: string | undefined
  readonly directory: string | undefined
  readonly storesPlaintext: boolean
}

/** Names that would have people believe they sign in to OpenAI's own programs. */
const othersNames = /\b(?:openai|chatgpt)\b|^codex(?: cli)?$/i

/**
 * The credential of an app that people sign in to with ChatGPT: requests use their plan, at the public API,
 * by the rules of that preview. Only what was signed in to with this name is used, and nothing else is
 * looked for.
 *
 * @throws TypeError for a wrong option
 * @example
 * ```ts
 * const codex = createCodexClient({ credential: siwc({ agentName: 'my-app' }) })
 * ```
 * @see docs/protocol.md §13
 */
export function siwc(options: SiwcOptions): SiwcCredential {
  const {
    agentName,
    account,
    directory,
    dangerouslyStorePlaintext = false,
  } = Object(options) as SiwcOptions
  if (
    typeof agentName !== 'string' ||
    !/^[^\s\p{C}](?:[^\p{C}]{0,62}[^\s\p{C}])?$/u.test(agentName)
  ) {
    throw new TypeError(
      'agentName must be the name of your app, such as siwc({ agentName: "my-app" }).',
    )
  }
  if (othersNames.test(agentName))
    throw new TypeError("agentName must be your app's own name, not one of OpenAI's.")
  for (const [name, value] of Object.entries({ account, directory })) {
    if (value !== undefined && (typeof value !== 'string' || value === ''))
      throw new TypeError(`${name} must be a text that is not empty.`)
  }
  if (typeof dangerouslyStorePlaintext !== 'boolean')
    throw new TypeError('dangerouslyStorePlaintext must be true or false.')
  return Object.freeze({
    kind: 'siwc',
    agentName,
    account,
    directory,
    storesPlaintext: dangerouslyStorePlaintext,
  })
}

export function isSiwcCredential(value: unknown): value is SiwcCredential {
  return (value as { kind?: unknown } | undefined)?.kind === 'siwc'
}

/**
 * For a program that answers others' requests, such as a gateway: refuses Sign in with ChatGPT, which its
 * terms grant to the app that was signed in to, and not as an API for other programs.
 *
 * @param credential the option that the program's client gets
 * @throws {@link CredentialError} `CREDENTIAL_WRONG_MODE`
 * @see docs/protocol.md §13.8
 */
export function assertServable(credential: unknown): void {
  if (!isSiwcCredential(credential)) return
  throw new CredentialError(
    'CREDENTIAL_WRONG_MODE',
    'Sign in with ChatGPT is for the app that was signed in to, and not to be served to other programs.',
    {
      authMode: 'siwc',
      hint: 'Serve with a Codex login or an API key of your own, or give each program a sign-in of its own.',
    },
  )
}
