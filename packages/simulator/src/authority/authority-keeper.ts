import type { Random } from '../random.ts'
import type { Authority, AuthorityCounts, CodeOptions } from './authority.ts'
import type {
  AccessTokenRecord,
  IssuedLogin,
  IssueOptions,
  Login,
  RefreshTokenState,
} from './login.ts'
import {
  createAccessToken,
  createIdToken,
  createOpaqueToken,
  createRefreshToken,
} from './tokens.ts'

/** The settings the authority works by. */
export interface AuthoritySettings {
  issuer: string
  now: () => Date
  random: Random
  accessTokenLifetimeMs: number
}

interface HandOutOptions {
  expiresInMs?: number | undefined
  keepsRefreshToken?: boolean | undefined
}

/** The authority's inner face: what the endpoints ask of it. */
export class AuthorityKeeper implements Authority {
  signsInAs: IssueOptions = {}
  deviceSettings = { intervalSeconds: 1, pendingPolls: 1 }
  readonly counts: AuthorityCounts = { refreshes: 0, rejections: 0, exchanges: 0, revocations: 0 }
  readonly #settings: AuthoritySettings
  readonly #logins = new Set<Login>()
  readonly #accessTokens = new Map<string, AccessTokenRecord>()
  readonly #refreshTokens = new Map<string, { login: Login; state: RefreshTokenState }>()
  readonly #apiKeys = new Set<string>()
  readonly #codes = new Map<string, CodeOptions>()
  readonly #devices = new Map<string, { userCode: string; pendingPolls: number }>()

  constructor(settings: AuthoritySettings) {
    this.#settings = settings
  }

  issue(options: IssueOptions = {}): IssuedLogin {
    const { random } = this.#settings
    const login: Login = {
      account: {
        accountId: options.accountId ?? uuid(random),
        userId: `user-fake-${random.hex(12)}`,
        email: options.email ?? 'ada@fake.example',
        planType: options.planType ?? 'plus',
        fedramp: options.fedramp ?? false,
        residency: options.residency,
      },
      opaqueAccessToken: options.opaqueAccessToken ?? false,
      refreshToken: '',
      isDelivered: true,
      isRevoked: false,
    }
    this.#logins.add(login)
    return this.handOut(login, { expiresInMs: options.expiresInMs })
  }

  /** New tokens for a login. The refresh token before is used up, unless it is kept. */
  handOut(
    login: Login,
    { expiresInMs, keepsRefreshToken = false }: HandOutOptions = {},
  ): IssuedLogin {
    const { issuer, now, random, accessTokenLifetimeMs } = this.#settings
    const issuedAt = now()
    const expiresAt = new Date(issuedAt.getTime() + (expiresInMs ?? accessTokenLifetimeMs))
    const stamp = { issuer, issuedAt, expiresAt, random }
    const accessToken = login.opaqueAccessToken
      ? createOpaqueToken(random)
      : createAccessToken(login.account, stamp)
    if (!keepsRefreshToken) this.#rotate(login)
    this.#accessTokens.set(accessToken, { login, expiresAt, isRevoked: false })
    return {
      idToken: createIdToken(login.account, stamp),
      accessToken,
      refreshToken: login.refreshToken,
      accountId: login.account.accountId,
      email: login.account.email,
      planType: login.account.planType,
      expiresAt,
    }
  }

  issueApiKey(): string {
    const key = `sk-fake-${this.#settings.random.hex(32)}`
    this.#apiKeys.add(key)
    return key
  }

  issuePersonalAccessToken(options: IssueOptions = {}): string {
    const token = `at-fake-${this.#settings.random.hex(32)}`
    const { accessToken } = this.issue(options)
    const record = this.#accessTokens.get(accessToken)
    if (record) this.#accessTokens.set(token, { ...record, expiresAt: new Date(8.64e15) })
    return token
  }

  issueCode(options: CodeOptions): string {
    const code = `fake-code-${this.#settings.random.hex(24)}`
    this.#codes.set(code, options)
    return code
  }

  expire(token: string): void {
    const access = this.#accessTokens.get(token)
    if (access) access.expiresAt = new Date(0)
    this.#setState(token, 'expired')
  }

  revoke(token: string): void {
    const access = this.#accessTokens.get(token)
    if (access) access.isRevoked = true
    this.#setState(token, 'revoked')
  }

  isLive(refreshToken: string): boolean {
    const found = this.#refreshTokens.get(refreshToken)
    return found?.state === 'live' && !found.login.isRevoked
  }

  loggedOut(): string[] {
    return [...this.#logins]
      .filter((login) => !login.isDelivered || !this.isLive(login.refreshToken))
      .map((login) => login.account.accountId)
  }

  /** The login and state behind a refresh token. */
  findRefreshToken(token: string): { login: Login; state: RefreshTokenState } | undefined {
    return this.#refreshTokens.get(token)
  }

  /** What is known of an access token. */
  findAccessToken(token: string): AccessTokenRecord | undefined {
    return this.#accessTokens.get(token)
  }

  isApiKey(token: string): boolean {
    return this.#apiKeys.has(token)
  }

  /** Hands a code over, once. */
  takeCode(code: string): CodeOptions | undefined {
    const found = this.#codes.get(code)
    this.#codes.delete(code)
    return found
  }

  /** Starts a device sign-in. */
  startDevice(): { deviceId: string; userCode: string } {
    const { random } = this.#settings
    const deviceId = `fake-device-${random.hex(16)}`
    const userCode = `FAKE-${random.hex(5).toUpperCase()}`
    this.#devices.set(deviceId, { userCode, pendingPolls: this.deviceSettings.pendingPolls })
    return { deviceId, userCode }
  }

  /** Counts one poll; an approved device is forgotten. */
  pollDevice(deviceId: string, userCode: string): 'unknown' | 'pending' | 'approved' {
    const device = this.#devices.get(deviceId)
    if (device?.userCode !== userCode) return 'unknown'
    if (device.pendingPolls-- > 0) return 'pending'
    this.#devices.delete(deviceId)
    return 'approved'
  }

  #rotate(login: Login): void {
    this.#setState(login.refreshToken, 'used')
    login.refreshToken = createRefreshToken(this.#settings.random)
    this.#refreshTokens.set(login.refreshToken, { login, state: 'live' })
  }

  #setState(token: string, state: RefreshTokenState): void {
    const refresh = this.#refreshTokens.get(token)
    if (refresh) refresh.state = state
  }
}

function uuid(random: Random): string {
  return `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-8${random.hex(3)}-${random.hex(12)}`
}
