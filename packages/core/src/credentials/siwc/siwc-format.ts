import { CredentialError } from '../../errors/credential-error.ts'
import type { AuthDotJson, RefreshedTokens } from '../../protocol/auth-dot-json.ts'
import { planScope } from '../../protocol/siwc.ts'
import { AccessToken, assertHeaderValue, type ChatGptDocument } from '../credential.ts'
import type { TokenTimes } from '../freshness.ts'
import type { LoginFormat } from '../login-format.ts'
import type { SiwcRegistration, SiwcSecrets } from './siwc-record.ts'

/** A sign-in in the shape that logins are kept fresh in. It is never written like this. */
export type SiwcDocument = AuthDotJson & {
  readonly auth_mode: 'siwc'
  readonly siwc: SiwcRegistration
}

const signInHint = 'Sign in with ChatGPT: run `via-codex login --chatgpt`.'

export function toSiwcDocument(
  registration: SiwcRegistration,
  secrets: SiwcSecrets | undefined,
): SiwcDocument {
  const { issuer, clientId } = registration
  return {
    auth_mode: 'siwc',
    tokens: secrets ? { ...secrets, oauth_provenance: { issuer, client_id: clientId } } : null,
    last_refresh: registration.savedAt,
    siwc: registration,
  }
}

/** @see toSiwcDocument */
export function fromSiwcDocument(document: AuthDotJson): {
  readonly registration: SiwcRegistration
  readonly secrets: SiwcSecrets | undefined
} {
  const { siwc: registration, tokens } = document as SiwcDocument
  if (!tokens) return { registration, secrets: undefined }
  const { id_token, access_token, refresh_token, unverified } = tokens
  return {
    registration,
    secrets: {
      id_token,
      access_token,
      refresh_token,
      ...(unverified !== undefined && {
        unverified: unverified as NonNullable<SiwcSecrets['unverified']>,
      }),
    },
  }
}

/** How sign-ins with ChatGPT are read and renewed. @see docs/protocol.md §13.3, §13.4 */
export const siwcFormat: LoginFormat = {
  read(document, location) {
    const { registration, secrets } = fromSiwcDocument(document)
    if (!secrets) throw ended(registration, location)
    if (!registration.scopes.includes(planScope)) throw planNotGranted(location)
    assertHeaderValue(secrets.access_token, location, 'access_token')
    return document as ChatGptDocument
  },
  // The token alone says what it may do: no workspace, no region goes with it.
  toAccessToken: (document) => {
    const { clientId, subject } = registrationOf(document)
    return new AccessToken(document.tokens.access_token, { subject: `${clientId} ${subject}` })
  },
  toAccount: (document) => {
    const { email } = registrationOf(document)
    return email === undefined ? {} : { email }
  },
  timesOf: (document) => timesOf(document),
  merge: (document, refreshed, at) => merge(document, refreshed, at),
  withoutTokens: (document): SiwcDocument =>
    toSiwcDocument({ ...registrationOf(document), status: 'signInNeeded' }, undefined),
  notFound: (location) => nobodySignedIn(location),
}

export function registrationOf(document: AuthDotJson): SiwcRegistration {
  return (document as SiwcDocument).siwc
}

function timesOf(document: ChatGptDocument): TokenTimes {
  const { expiresAt, earliestRefreshAt, savedAt } = registrationOf(document)
  return {
    ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt) }),
    ...(earliestRefreshAt !== undefined && { earliestRefreshAt: new Date(earliestRefreshAt) }),
    ...(savedAt !== undefined && { refreshedAt: new Date(savedAt) }),
    ...(document.tokens['unverified'] !== undefined && { isUnverified: true }),
  }
}

/** Kept before it is known whose the new ID token is; until then nothing of it is used. */
function merge(document: ChatGptDocument, refreshed: RefreshedTokens, at: Date): ChatGptDocument {
  const { tokens } = document
  const { idToken } = refreshed
  const registration = { ...registrationOf(document), ...toTimes(refreshed, at) }
  const secrets: SiwcSecrets = {
    id_token: tokens.id_token,
    access_token: refreshed.accessToken ?? tokens.access_token,
    refresh_token: refreshed.refreshToken ?? tokens.refresh_token,
    ...(idToken !== undefined && {
      unverified: { id_token: idToken, received_at: at.toISOString() },
    }),
  }
  const scopes = refreshed.scopes ?? registration.scopes
  return toSiwcDocument({ ...registration, scopes }, secrets) as ChatGptDocument
}

/** An hour, unless the answer says otherwise. */
const defaultLifetimeSeconds = 3600

/** The instants that an answer tells, for a registration. */
export function toTimes(
  { expiresInSeconds = defaultLifetimeSeconds, earliestRefreshAt }: RefreshedTokens,
  at: Date,
): Pick<SiwcRegistration, 'savedAt' | 'expiresAt' | 'earliestRefreshAt'> {
  return {
    savedAt: at.toISOString(),
    expiresAt: new Date(at.getTime() + expiresInSeconds * 1000).toISOString(),
    earliestRefreshAt: earliestRefreshAt?.toISOString(),
  }
}

export function nobodySignedIn(location: string): CredentialError {
  return new CredentialError('CREDENTIAL_NOT_FOUND', `Nobody has signed in with ChatGPT here.`, {
    locations: [location],
    hint: signInHint,
  })
}

function ended({ status, email }: SiwcRegistration, location: string): CredentialError {
  const who = email === undefined ? '' : ` of ${email}`
  const what = status === 'signedOut' ? 'was signed out' : 'is not finished or has ended'
  return new CredentialError('CREDENTIAL_NOT_FOUND', `The sign-in with ChatGPT${who} ${what}.`, {
    locations: [location],
    hint: signInHint,
  })
}

function planNotGranted(location: string): CredentialError {
  return new CredentialError(
    'CREDENTIAL_WRONG_MODE',
    'This sign-in with ChatGPT says who you are, and does not allow the use of your plan.',
    {
      authMode: 'siwc',
      locations: [location],
      hint: 'Allow it with `via-codex login --chatgpt --consent`, or use another credential.',
    },
  )
}
