import { toSiwcDocument, toTimes } from '../../credentials/siwc/siwc-format.ts'
import type { SiwcRegistrations } from '../../credentials/siwc/siwc-registrations.ts'
import type { SiwcRegistration } from '../../credentials/siwc/siwc-record.ts'
import type { Authorization } from '../../oauth/authorization.ts'
import { signInThroughBrowser } from '../../oauth/browser-sign-in.ts'
import { randomText } from '../../oauth/pkce.ts'
import { signInFailed } from '../../oauth/sign-in-failure.ts'
import type { SiwcAuthority } from '../../oauth/siwc/siwc-authority.ts'
import { toSiwcAuthorizeUrl } from '../../oauth/siwc/siwc-authorize-url.ts'
import { judgeSiwcCallback } from '../../oauth/siwc/siwc-callback.ts'
import { processSiwcTokens, requestSiwcTokens } from '../../oauth/siwc/siwc-grants.ts'
import { InvalidIdToken, verifyIdToken } from '../../oauth/siwc/verify-id-token.ts'
import { toSiwcAccount, type SiwcSignInResult } from './siwc-account.ts'
import type { SiwcSignIn } from './siwc-sign-in-options.ts'

/** The steps of {@link signInWithSiwc}. */
export async function runSiwcSignIn(
  signIn: SiwcSignIn,
  authority: SiwcAuthority,
): Promise<SiwcSignInResult> {
  const { client, signal, person } = signIn
  const registrations = await signIn.open()
  const agentName = client.agentName ?? ''
  const known = signIn.addAccount ? undefined : await registrations.find()
  const hostId = await registrations.withLock(
    async () => {
      // Whether it can be kept is found out before anyone is bothered.
      await registrations.storeOf(known?.clientId ?? 'new').assertWritable()
      return registrations.hostId()
    },
    { signal },
  )
  const { issuer, authorize } = await authority.endpoints()
  // A code must not be spent on a token that cannot be looked at.
  await authority.keys()
  signal?.throwIfAborted()
  const nonce = randomText(32)
  return signInThroughBrowser({
    ...person,
    signal,
    program: agentName,
    portsAreShared: false,
    toUrl: (parts) =>
      toSiwcAuthorizeUrl({
        ...parts,
        endpoint: authorize,
        agentName,
        hostId,
        clientId: known?.clientId,
        email: known?.email,
        asksConsent: signIn.askConsent,
        nonce,
      }),
    judge: (query, state) => judgeSiwcCallback(query, state, { issuer, clientId: known?.clientId }),
    complete: (authorization) =>
      complete(signIn, { registrations, authority, known, authorization, nonce, issuer }),
  })
}

interface Consent {
  readonly registrations: SiwcRegistrations
  readonly authority: SiwcAuthority
  readonly known: SiwcRegistration | undefined
  readonly authorization: Authorization
  readonly nonce: string
  readonly issuer: string
}

async function complete(
  { client, signal }: SiwcSignIn,
  consent: Consent,
): Promise<SiwcSignInResult> {
  const { registrations, authority, known, authorization } = consent
  const clientId = authorization.clientId ?? known?.clientId ?? ''
  const store = registrations.storeOf(clientId)
  const fresh: SiwcRegistration = known ?? {
    issuer: consent.issuer,
    clientId,
    agentName: client.agentName ?? '',
    scopes: [],
    status: 'signInNeeded',
  }
  // Before the code is spent: a name that got lost would be one more app in the person's settings.
  if (!known) {
    await registrations.withLock(() => store.save(toSiwcDocument(fresh, undefined)), { signal })
  }
  const tokens = await processSiwcTokens(
    await requestSiwcTokens(authority, clientId, authorization, signal),
  )
  const at = client.now()
  const { subject, email } = await identify(consent, clientId, tokens.idToken, at)
  const secrets = {
    id_token: tokens.idToken,
    access_token: tokens.accessToken,
    refresh_token: tokens.refreshToken,
  }
  // No abort counts any more: what was given must be kept.
  const registration = await registrations.withLock(async () => {
    const latest = (await store.registration()) ?? fresh
    const next: SiwcRegistration = {
      ...latest,
      ...toTimes(tokens, at),
      subject,
      email: email ?? latest.email,
      scopes: tokens.scopes,
      status: 'ready',
    }
    await store.save(toSiwcDocument(next, secrets))
    await registrations.select(clientId)
    return next
  })
  const account = await toSiwcAccount(registrations, registration)
  return { ...account, location: store.location, isNew: known === undefined }
}

async function identify(
  { authority, known, nonce }: Consent,
  clientId: string,
  idToken: string,
  at: Date,
) {
  const expected = { clientId, nonce, subject: known?.subject, at }
  try {
    return await verifyIdToken(authority, idToken, expected)
  } catch (error) {
    if (!(error instanceof InvalidIdToken)) throw error
    const isOther = error.mark === 'subject' && known?.subject !== undefined
    throw signInFailed(
      'identity',
      isOther ? 'Somebody else signed in than the time before.' : error.message,
      {
        hint: isOther
          ? 'Sign in with the same account, or add this one beside it.'
          : 'Nothing was kept. Check the clock of this machine, and start the sign-in again.',
      },
    )
  }
}
