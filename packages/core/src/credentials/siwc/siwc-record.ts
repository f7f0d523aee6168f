import * as z from 'zod/mini'
import { isIssuedClientId } from '../../protocol/siwc.ts'

/** What is known of one sign-in beside its tokens. Holds no secret. */
export interface SiwcRegistration {
  /** Who gave the name. */
  readonly issuer: string
  /** The name of the app for this person and workspace. */
  readonly clientId: string
  readonly agentName: string
  /** Whose it is, once a token has told. */
  readonly subject?: string | undefined
  /** A label only: one address can have several sign-ins. */
  readonly email?: string | undefined
  readonly scopes: readonly string[]
  /** `signInNeeded`: begun and not finished, or ended by the authority. */
  readonly status: 'ready' | 'signInNeeded' | 'signedOut'
  /** When its tokens were last given. */
  readonly savedAt?: string | undefined
  readonly expiresAt?: string | undefined
  readonly earliestRefreshAt?: string | undefined
  /** When the person was told that the plan is used. */
  readonly noticeShownAt?: string | undefined
}

/** The tokens, as they are kept: sealed, or in plain text where that was asked for. */
export interface SiwcSecrets {
  readonly id_token: string
  readonly access_token: string
  readonly refresh_token: string
  /** An ID token of a refresh, not looked at yet. */
  readonly unverified?: { readonly id_token: string; readonly received_at: string } | undefined
}

/** One file: what may be read by anyone who may read it, and what is sealed. */
export interface SiwcRecord {
  readonly version: 1
  readonly registration: SiwcRegistration
  /** An age file in base64. */
  readonly sealed?: string | undefined
  readonly plaintext?: SiwcSecrets | undefined
}

const optionalText = z.lazy(() => z.optional(z.string()))

const secrets = z.lazy(() =>
  z.object({
    id_token: z.string(),
    access_token: z.string(),
    refresh_token: z.string(),
    unverified: z.optional(z.object({ id_token: z.string(), received_at: z.string() })),
  }),
)

const record = z.lazy(() =>
  z.object({
    version: z.literal(1),
    registration: z.object({
      issuer: z.string(),
      clientId: z.string().check(z.refine(isIssuedClientId)),
      agentName: z.string(),
      subject: optionalText,
      email: optionalText,
      scopes: z.array(z.string()),
      status: z.enum(['ready', 'signInNeeded', 'signedOut']),
      savedAt: optionalText,
      expiresAt: optionalText,
      earliestRefreshAt: optionalText,
      noticeShownAt: optionalText,
    }),
    sealed: optionalText,
    plaintext: z.optional(secrets),
  }),
)

export function parseSiwcRecord(value: unknown): SiwcRecord | undefined {
  return record.safeParse(value).data
}

export function parseSiwcSecrets(value: unknown): SiwcSecrets | undefined {
  return secrets.safeParse(value).data
}
