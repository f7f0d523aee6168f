import type { RefreshTokenState } from '../authority/login.ts'
import type { Random } from '../random.ts'
import { SigningKeys } from './signing-keys.ts'
import type {
  IssuedSiwcLogin,
  IssueSiwcOptions,
  SiwcAuthority,
  SiwcCounts,
  SiwcPerson,
  SiwcRegistration,
} from './siwc-authority.ts'
import { accessClaims, idClaims, PLAN_SCOPE, SCOPES } from './siwc-tokens.ts'

/** What a code exchange must prove, and what it grants. */
export interface SiwcCode {
  clientId: string
  redirectUri: string
  codeChallenge: string
  nonce: string
  scopes: readonly string[]
}

/** The tokens of one sign-in over their whole life. */
export interface SiwcGrant {
  registration: MutableRegistration
  scopes: readonly string[]
  /** The one refresh token that still works. */
  refreshToken: string
  isRevoked: boolean
}

/** An access token the backend may meet. */
export interface SiwcAccess {
  grant: SiwcGrant
  expiresAt: Date
  isRevoked: boolean
}

type MutableRegistration = SiwcRegistration & { hostIds: string[] }

interface KeeperSettings {
  issuer: string
  now: () => Date
  random: Random
}

interface HandOut {
  nonce?: string | undefined
  expiresInMs?: number | undefined
}

/** The authority's inner face: what the endpoints ask of it. */
export class SiwcKeeper implements SiwcAuthority {
  signsInAs: SiwcPerson = {}
  lifetimeMs = 3_600_000
  readonly counts: SiwcCounts = {
    registrations: 0,
    exchanges: 0,
    refreshes: 0,
    rejections: 0,
    revocations: 0,
  }
  readonly keys = new SigningKeys()
  readonly #settings: KeeperSettings
  readonly #registrations = new Map<string, MutableRegistration>()
  readonly #codes = new Map<string, SiwcCode>()
  readonly #refreshTokens = new Map<string, { grant: SiwcGrant; state: RefreshTokenState }>()
  readonly #accessTokens = new Map<string, SiwcAccess>()

  constructor(settings: KeeperSettings) {
    this.#settings = settings
  }

  registrations(): readonly SiwcRegistration[] {
    return [...this.#registrations.values()]
  }

  findRegistration(clientId: string): SiwcRegistration | undefined {
    return this.#registrations.get(clientId)
  }

  /** A new client of the person at the browser. */
  register(agentName: string, hostId: string, person: SiwcPerson = this.signsInAs): string {
    const clientId = `oaiapp_fake${this.#settings.random.hex(24)}`
    this.#registrations.set(clientId, {
      clientId,
      subject: person.subject ?? 'user-fake-ada',
      email: person.email ?? 'ada@fake.example',
      agentName,
      hostIds: [hostId],
    })
    this.counts.registrations++
    return clientId
  }

  /** Notes a machine that signs in with a client. */
  noteHost(clientId: string, hostId: string): void {
    const hostIds = this.#registrations.get(clientId)?.hostIds
    if (hostIds && !hostIds.includes(hostId)) hostIds.push(hostId)
  }

  issueCode(code: SiwcCode): string {
    const text = `fake-siwc-code-${this.#settings.random.hex(24)}`
    this.#codes.set(text, code)
    return text
  }

  /** Hands a code over, once. */
  takeCode(text: string): SiwcCode | undefined {
    const found = this.#codes.get(text)
    this.#codes.delete(text)
    return found
  }

  issue(options: IssueSiwcOptions = {}): IssuedSiwcLogin {
    const clientId = options.clientId ?? this.register('fake-app', 'urn:uuid:fake', options)
    const scopes = SCOPES.filter((scope) => scope !== PLAN_SCOPE || options.planGranted !== false)
    return this.handOut(this.grant(clientId, scopes), { expiresInMs: options.expiresInMs })
  }

  /** The beginning of a new sign-in. @throws Error for a client there is not */
  grant(clientId: string, scopes: readonly string[]): SiwcGrant {
    const registration = this.#registrations.get(clientId)
    if (!registration) throw new Error(`no client ${clientId}`)
    return { registration, scopes, refreshToken: '', isRevoked: false }
  }

  /** New tokens; the refresh token before is used up. */
  handOut(grant: SiwcGrant, { nonce, expiresInMs }: HandOut = {}): IssuedSiwcLogin {
    const { issuer, now, random } = this.#settings
    const { clientId, subject, email } = grant.registration
    const issuedAt = now()
    const expiresAt = new Date(issuedAt.getTime() + (expiresInMs ?? this.lifetimeMs))
    const stamp = { issuer, clientId, subject, email, issuedAt, expiresAt, random }
    const accessToken = this.keys.sign(accessClaims(stamp, grant.scopes))
    this.#accessTokens.set(accessToken, { grant, expiresAt, isRevoked: false })
    this.#setState(grant.refreshToken, 'used')
    grant.refreshToken = `rt-fake-siwc-${random.hex(40)}`
    this.#refreshTokens.set(grant.refreshToken, { grant, state: 'live' })
    return {
      clientId,
      subject,
      email,
      idToken: this.keys.sign(idClaims(stamp, nonce)),
      accessToken,
      refreshToken: grant.refreshToken,
      expiresAt,
      scopes: grant.scopes,
    }
  }

  rotateKeys(): void {
    this.keys.rotate()
  }

  findRefreshToken(token: string): { grant: SiwcGrant; state: RefreshTokenState } | undefined {
    return this.#refreshTokens.get(token)
  }

  findAccessToken(token: string): SiwcAccess | undefined {
    return this.#accessTokens.get(token)
  }

  expire(token: string): void {
    const access = this.#accessTokens.get(token)
    if (access) access.expiresAt = new Date(0)
    this.#setState(token, 'expired')
  }

  revoke(token: string): void {
    const access = this.#accessTokens.get(token)
    if (access) access.isRevoked = true
    const refresh = this.#refreshTokens.get(token)
    if (refresh?.state === 'live') refresh.grant.isRevoked = true
    this.#setState(token, 'revoked')
  }

  isLive(refreshToken: string): boolean {
    const found = this.#refreshTokens.get(refreshToken)
    return found?.state === 'live' && !found.grant.isRevoked
  }

  #setState(token: string, state: RefreshTokenState): void {
    const found = this.#refreshTokens.get(token)
    if (found) found.state = state
  }
}
