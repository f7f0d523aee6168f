import { CredentialError } from '../errors/credential-error.ts'
import type { RefreshError } from '../errors/refresh-error.ts'
import type { Now } from '../foundation/clock.ts'
import { delay, waitUnlessAborted } from '../foundation/delay.ts'
import type { Logger } from '../foundation/logger.ts'
import { singleFlight } from '../foundation/single-flight.ts'
import type { RefreshGrant, RefreshReason } from '../oauth/refresh-grant.ts'
import type { RefreshedTokens } from '../protocol/auth-dot-json.ts'
import { codexClientId } from '../protocol/endpoints.ts'
import type { AccessToken, Account, ChatGptDocument } from './credential.ts'
import { freshnessOf, type Freshness } from './freshness.ts'
import { sameTokens, type HeldLogin } from './held-login.ts'
import { codexFormat, type LoginFormat } from './login-format.ts'
import { LoginStore, type KnownDocument } from './login-store.ts'
import {
  assertSameAccount,
  isAccountChanged,
  isRejection,
  notRenewed,
  type Renewal,
} from './renewal.ts'
import type { AuthStore } from './stores/auth-store.ts'
import type { TokenOptions, TokenProvider } from './token-provider.ts'

export interface AuthManagerOptions {
  readonly store: AuthStore
  /** What kind of login it holds. @default a login of the Codex CLI */
  readonly format?: LoginFormat | undefined
  /** What the store was just found to hold: spares the first load. */
  readonly known?: KnownDocument | undefined
  /** Who renews the login. */
  readonly renewal: Renewal
  /** The authority to use whatever the login says. */
  readonly issuer?: string | undefined
  /** The authority of a login that names none. */
  readonly defaultIssuer: string
  readonly now: Now
  readonly logger: Logger
}

/** What is known of a stored login without showing any of its secrets. */
export interface StoredLoginStatus {
  /** Where it was found. */
  readonly location: string
  readonly account: Account
  readonly freshness: Freshness['state']
  readonly expiresAt?: Date
  readonly refreshedAt?: Date
}

/** A refresh and the login that needs it. */
interface RefreshNeed {
  readonly login: HeldLogin
  readonly reason: RefreshReason
}

/** How often the store is looked at for changes by others, in milliseconds. */
const lookEveryMs = 1_000
/** How long an early refresh is left alone after it failed, in milliseconds. */
const earlyRefreshPauseMs = 30_000
/** Waits between the looks for someone else's rotated tokens after ours were refused as used. */
const reuseWaitsMs = [0, 250, 500, 1_000, 2_000]

/**
 * The single source of a login's tokens: finds them, keeps them fresh, and shares one single-use refresh
 * token with every other process that uses the login.
 *
 * @see docs/protocol.md §3
 */
export class AuthManager implements TokenProvider {
  readonly #options: AuthManagerOptions
  readonly #store: LoginStore
  readonly #format: LoginFormat
  #held: HeldLogin | undefined
  #lookAgainAt = 0
  #refreshEarlyAgainAt = 0
  #rejection: { readonly login: HeldLogin; readonly error: RefreshError } | undefined
  readonly #closing = new AbortController()
  readonly #refreshing = singleFlight((need: RefreshNeed) => this.#refreshShared(need))

  constructor(options: AuthManagerOptions) {
    this.#options = options
    this.#format = options.format ?? codexFormat
    this.#store = new LoginStore(options.store, this.#format, options.logger, options.known)
  }

  async getAccessToken({ signal }: TokenOptions = {}): Promise<AccessToken> {
    signal?.throwIfAborted()
    const login = await this.#current()
    const freshness = this.#freshnessOf(login)
    if (freshness.state === 'fresh') return login.accessToken
    if (freshness.state === 'ageing' && this.#options.renewal.by === 'never')
      return login.accessToken
    if (freshness.state === 'ageing' && this.#nowMs() < this.#refreshEarlyAgainAt)
      return login.accessToken
    try {
      const refreshed = await waitUnlessAborted(
        this.#refreshing.run({ login, reason: freshness.reason }),
        signal,
      )
      return refreshed.accessToken
    } catch (error) {
      if (freshness.state === 'expired' || signal?.aborted || isAccountChanged(error)) throw error
      this.#refreshEarlyAgainAt = this.#nowMs() + earlyRefreshPauseMs
      this.#options.logger.warn?.(
        'The login could not be renewed yet; its token is still valid and is used.',
        {
          error,
        },
      )
      return login.accessToken
    }
  }

  async recover(
    rejected: AccessToken,
    step: 'reload' | 'refresh',
    { signal }: TokenOptions = {},
  ): Promise<AccessToken> {
    const known = await this.#current()
    assertSameAccount(rejected, known)
    if (!known.accessToken.equals(rejected)) return known.accessToken
    if (step === 'refresh') {
      const refreshed = await waitUnlessAborted(
        this.#refreshing.run({ login: known, reason: 'unauthorized_recovery' }),
        signal,
      )
      return refreshed.accessToken
    }
    const stored = await this.#store.load()
    assertSameAccount(rejected, stored)
    return this.#hold(stored).accessToken
  }

  /** Reads the login and tells of it; with `refresh`, after bringing it up to date. */
  async status({
    refresh = false,
    signal,
  }: TokenOptions & { refresh?: boolean } = {}): Promise<StoredLoginStatus> {
    if (refresh) await this.getAccessToken({ signal })
    const login = await this.#current()
    return {
      location: this.#store.location,
      account: this.#format.toAccount(login.document),
      freshness: this.#freshnessOf(login).state,
      ...login.times,
    }
  }

  /** Waits for a refresh under way, so that its tokens reach the store; for one that still waits its turn, not. */
  async close(): Promise<void> {
    this.#closing.abort()
    await this.#refreshing.pending()?.catch(() => {})
    if (this.#store.hasUnsaved) await this.#store.saveAgain().catch(() => {})
  }

  #freshnessOf(login: HeldLogin): Freshness {
    return freshnessOf(login.times, this.#options.now())
  }

  #nowMs(): number {
    return this.#options.now().getTime()
  }

  #hold(login: HeldLogin): HeldLogin {
    this.#held = login
    return login
  }

  /** The login in memory, unless the store has changed under it. */
  async #current(): Promise<HeldLogin> {
    const now = this.#nowMs()
    if (this.#held && now < this.#lookAgainAt && now > this.#lookAgainAt - 2 * lookEveryMs)
      return this.#held
    if (this.#store.hasUnsaved) await this.#store.saveAgain().catch(() => {})
    this.#lookAgainAt = now + lookEveryMs
    if (this.#held && this.#held.revision === this.#store.revision()) return this.#held
    return this.#hold(await this.#store.load())
  }

  async #refreshShared(need: RefreshNeed): Promise<HeldLogin> {
    try {
      const { signal } = this.#closing
      return this.#hold(await this.#store.withLock(() => this.#refreshLocked(need), { signal }))
    } catch (error) {
      if (!isRejection(error) || this.#rejection?.error === error) throw error
      return this.#hold(await this.#takeOthersTokens(need.login, error))
    }
  }

  /** Alone among all our processes: whoever was first has done the work of the others. */
  async #refreshLocked({ login, reason }: RefreshNeed): Promise<HeldLogin> {
    const stored = await this.#store.load()
    assertSameAccount(login.accessToken, stored)
    const isRenewed = !sameTokens(login.document, stored.document)
    if (isRenewed && this.#freshnessOf(stored).state !== 'expired') return stored
    if (this.#rejection && sameTokens(this.#rejection.login.document, stored.document))
      throw this.#rejection.error
    const { renewal } = this.#options
    if (renewal.by === 'never') throw notRenewed()
    if (renewal.by === 'delegate') return this.#delegate(stored, renewal.delegate)
    const renewed = stored.times.isUnverified
      ? stored
      : await this.#renew(stored, reason, renewal.refresh)
    return renewed.times.isUnverified && renewal.verify
      ? this.#verify(renewed, renewal.verify)
      : renewed
  }

  /** Asks the authority ourselves, and keeps what it gives. */
  async #renew(
    stored: HeldLogin,
    reason: RefreshReason,
    refresh: (grant: RefreshGrant) => Promise<RefreshedTokens>,
  ): Promise<HeldLogin> {
    const { tokens } = stored.document
    await this.#store.assertWritable(stored.document)
    const refreshed = await refresh({
      issuer:
        this.#options.issuer ??
        (tokens.oauth_provenance?.issuer?.replace(/\/+$/, '') || this.#options.defaultIssuer),
      clientId: tokens.oauth_provenance?.client_id || codexClientId,
      refreshToken: tokens.refresh_token,
      reason,
    })
    // What was given must not be lost to a read that fails now; a login that is gone stays gone.
    const latest = await this.#store.load().catch((error: unknown) => {
      if (CredentialError.isInstance(error) && error.code === 'CREDENTIAL_NOT_FOUND') throw error
      return stored
    })
    assertSameAccount(stored.accessToken, latest)
    // Someone signed in anew meanwhile: that login stands, ours was of the one before.
    if (latest.document.tokens.refresh_token !== tokens.refresh_token) return latest
    const merged = this.#format.merge(latest.document, refreshed, this.#options.now())
    const kept = await this.#store.keep(merged, tokens.refresh_token)
    // What was given is not lost, but may be of no use.
    this.#format.read(merged, this.#store.location)
    return kept
  }

  /** The tokens are kept already: if this fails for want of an answer, the next need begins here. */
  async #verify(
    { document }: HeldLogin,
    verify: (document: ChatGptDocument) => Promise<ChatGptDocument>,
  ): Promise<HeldLogin> {
    const verified = this.#format.read(await verify(document), this.#store.location)
    return this.#store.keep(verified, document.tokens.refresh_token)
  }

  /** Has another program do it, and believes only the store. */
  async #delegate(stored: HeldLogin, delegate: () => Promise<void>): Promise<HeldLogin> {
    const failure = await delegate().then(
      () => undefined,
      (error: unknown) => ({ error }),
    )
    const latest = await this.#store.load()
    assertSameAccount(stored.accessToken, latest)
    if (!sameTokens(stored.document, latest.document)) return latest
    throw failure ? failure.error : notRenewed()
  }

  /**
   * After a refusal: the Codex CLI asks before it locks and writes late, so its tokens may be about to
   * arrive. Looked for without the lock, since it may take seconds.
   */
  async #takeOthersTokens(known: HeldLogin, error: RefreshError): Promise<HeldLogin> {
    let stored = known
    for (const waitMs of error.reason === 'reused' ? reuseWaitsMs : [0]) {
      await delay(waitMs)
      stored = await this.#store.load()
      assertSameAccount(known.accessToken, stored)
      const isOthers = !sameTokens(known.document, stored.document)
      if (isOthers && !stored.times.isUnverified) return stored
    }
    this.#rejection = { login: stored, error }
    await this.#forgetTokens(stored)
    throw error
  }

  /** Where nobody else has a use for them, tokens that are refused for good do not stay. */
  async #forgetTokens(refused: HeldLogin): Promise<void> {
    const rest = this.#format.withoutTokens?.(refused.document)
    if (!rest) return
    try {
      await this.#store.withLock(async () => {
        const stored = await this.#store.load()
        if (sameTokens(stored.document, refused.document)) await this.#store.replace(rest)
      })
    } catch (error) {
      this.#options.logger.warn?.('The ended login could not be cleared.', { error })
    }
  }
}
