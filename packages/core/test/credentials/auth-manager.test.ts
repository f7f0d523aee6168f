import { beforeEach, describe, expect, test, vi } from 'vitest'
import { AuthManager, type AuthManagerOptions } from '../../src/credentials/auth-manager.ts'
import type { AuthStore } from '../../src/credentials/stores/auth-store.ts'
import { MemoryAuthStore } from '../../src/credentials/stores/memory-auth-store.ts'
import { CredentialError } from '../../src/errors/credential-error.ts'
import { RefreshError } from '../../src/errors/refresh-error.ts'
import type { RefreshGrant } from '../../src/oauth/refresh-grant.ts'
import type {
  AuthDotJson,
  RefreshedTokens,
  StoredTokens,
} from '../../src/protocol/auth-dot-json.ts'
import { fakeLogin, type FakeLoginOptions } from '../support/fake-tokens.ts'

const start = new Date('2026-06-01T00:00:00Z')
const minute = 60_000
const day = 24 * 60 * minute

/** A store that others can write to, and that can refuse. */
class SharedStore extends MemoryAuthStore implements AuthStore {
  #revision = 0
  loads = 0
  saveError: Error | undefined
  writableError: Error | undefined
  revision(): string {
    return String(this.#revision)
  }
  override async load(): Promise<AuthDotJson | undefined> {
    this.loads++
    return super.load()
  }
  override async save(document: AuthDotJson): Promise<void> {
    if (this.saveError) throw this.saveError
    this.#revision++
    await super.save(document)
  }
  async assertWritable(): Promise<void> {
    if (this.writableError) throw this.writableError
  }
}

let now: Date
let store: SharedStore
let refresh: ReturnType<typeof vi.fn<(grant: RefreshGrant) => Promise<RefreshedTokens>>>
let warn: ReturnType<typeof vi.fn<(message: string, fields?: Record<string, unknown>) => void>>
const later = (ms: number) => {
  now = new Date(now.getTime() + ms)
}
const loginIn = (leftMs: number, options: FakeLoginOptions = {}) =>
  fakeLogin({ expiresAt: new Date(now.getTime() + leftMs), ...options })
const tokensOf = (login: { tokens: StoredTokens }): RefreshedTokens => ({
  idToken: login.tokens.id_token,
  accessToken: login.tokens.access_token,
  refreshToken: login.tokens.refresh_token,
})
const createManager = (options: Partial<AuthManagerOptions> = {}) =>
  new AuthManager({
    store,
    renewal: { by: 'own', refresh },
    defaultIssuer: 'https://auth.fake.example',
    now: () => now,
    logger: { warn },
    ...options,
  })
const stored = async () => (await store.load()) as AuthDotJson & { tokens: StoredTokens }
const rejection = (reason: 'reused' | 'expired' = 'expired') =>
  new RefreshError('REFRESH_REJECTED', 'refused', { reason, status: 401 })
const diskFull = new CredentialError('CREDENTIAL_STORE_FAILED', 'full')

beforeEach(async () => {
  now = start
  store = new SharedStore()
  refresh = vi.fn<(grant: RefreshGrant) => Promise<RefreshedTokens>>(async () =>
    tokensOf(loginIn(10 * day, { name: 'second' })),
  )
  warn = vi.fn<(message: string) => void>()
})

describe('a token that is not near its end', () => {
  test('is given without asking anyone', async () => {
    const login = loginIn(5 * minute + 1)
    await store.save(login)
    const manager = createManager()
    const token = await manager.getAccessToken()
    expect(token.reveal()).toBe(login.tokens.access_token)
    expect(token.accountId).toBe('account-fake')
    expect(refresh).not.toHaveBeenCalled()
  })

  test('is read once, and again only when the store has changed', async () => {
    await store.save(loginIn(day))
    const manager = createManager()
    for (let index = 0; index < 5; index++) {
      await manager.getAccessToken()
      later(2_000)
    }
    expect(store.loads).toBe(1)
    await store.save(loginIn(day, { name: 'other', accountId: 'other-account' }))
    expect((await manager.getAccessToken()).accountId).toBe('other-account')
    expect(store.loads).toBe(2)
  })

  test('is no longer given once the login is gone', async () => {
    await store.save(loginIn(day))
    const manager = createManager()
    await manager.getAccessToken()
    await store.delete()
    await store.save(loginIn(day))
    await store.delete()
    later(2_000)
    await expect(manager.getAccessToken()).rejects.toMatchObject({ code: 'CREDENTIAL_NOT_FOUND' })
  })
})

describe('a token near its end', () => {
  test('is refreshed, merged into the document and saved', async () => {
    const login = loginIn(5 * minute, { document: { unknown: { kept: true } } })
    await store.save({ ...login, tokens: { ...login.tokens, login_owner_id: 'fake-owner' } })
    const token = await createManager().getAccessToken()
    const second = loginIn(10 * day, { name: 'second' })
    expect(token.reveal()).toBe(second.tokens.access_token)
    expect(refresh).toHaveBeenCalledExactlyOnceWith({
      issuer: 'https://auth.fake.example',
      clientId: 'app_EMoamEEZ73f0CkXaXp7hrann',
      refreshToken: 'rt-fake-first',
      reason: 'proactive_expiry',
    })
    const saved = await stored()
    expect(saved).toMatchObject({ unknown: { kept: true }, last_refresh: start.toISOString() })
    expect(saved.tokens).toMatchObject({
      refresh_token: 'rt-fake-second',
      login_owner_id: 'fake-owner',
    })
    expect(Object.keys(saved)).toEqual(Object.keys(login))
  })

  test('is asked for where the login came from, unless told otherwise', async () => {
    const provenance = { issuer: 'https://issuer.fake.example/', client_id: 'app_fake' }
    const login = loginIn(0)
    await store.save({ ...login, tokens: { ...login.tokens, oauth_provenance: provenance } })
    await createManager().getAccessToken()
    expect(refresh.mock.lastCall?.[0]).toMatchObject({
      issuer: 'https://issuer.fake.example',
      clientId: 'app_fake',
    })
    await store.save({ ...login, tokens: { ...login.tokens, oauth_provenance: provenance } })
    await createManager({ issuer: 'https://told.fake.example' }).getAccessToken()
    expect(refresh.mock.lastCall?.[0]).toMatchObject({ issuer: 'https://told.fake.example' })
  })

  test('is refreshed once however many ask', async () => {
    await store.save(loginIn(-day))
    const manager = createManager()
    const tokens = await Promise.all(Array.from({ length: 50 }, () => manager.getAccessToken()))
    expect(new Set(tokens.map((token) => token.reveal())).size).toBe(1)
    expect(refresh).toHaveBeenCalledTimes(1)
  })

  test('is not refreshed when someone else has done it', async () => {
    await store.save(loginIn(-day))
    const manager = createManager()
    await manager.status()
    const theirs = loginIn(10 * day, { name: 'theirs' })
    await store.save(theirs)
    expect((await manager.getAccessToken()).reveal()).toBe(theirs.tokens.access_token)
    expect(refresh).not.toHaveBeenCalled()
  })

  test('keeps what the answer leaves out', async () => {
    await store.save(loginIn(0))
    refresh.mockResolvedValue({ accessToken: loginIn(day, { name: 'second' }).tokens.access_token })
    await createManager().getAccessToken()
    expect((await stored()).tokens.refresh_token).toBe('rt-fake-first')
  })

  test('an abort ends the waiting, not the refresh', async () => {
    await store.save(loginIn(-day))
    const answer = Promise.withResolvers<RefreshedTokens>()
    refresh.mockReturnValue(answer.promise)
    const manager = createManager()
    const abort = new AbortController()
    const waiting = manager.getAccessToken({ signal: abort.signal })
    await vi.waitFor(() => expect(refresh).toHaveBeenCalled())
    abort.abort('enough')
    await expect(waiting).rejects.toBe('enough')
    answer.resolve(tokensOf(loginIn(day, { name: 'second' })))
    await manager.close()
    expect((await stored()).tokens.refresh_token).toBe('rt-fake-second')
  })
})

describe('a refresh that fails', () => {
  test('early and for now: the token in hand is used, and the authority left alone for a while', async () => {
    await store.save(loginIn(4 * minute))
    refresh.mockRejectedValue(new RefreshError('REFRESH_UNAVAILABLE', 'down', { status: 500 }))
    const manager = createManager()
    for (let index = 0; index < 10; index++) {
      await expect(manager.getAccessToken()).resolves.toBeDefined()
      later(1_000)
    }
    expect(refresh).toHaveBeenCalledTimes(1)
    expect(warn).toHaveBeenCalledTimes(1)
    later(minute)
    await manager.getAccessToken()
    expect(refresh).toHaveBeenCalledTimes(2)
  })

  test('after the end: the failure is the answer', async () => {
    await store.save(loginIn(-1))
    refresh.mockRejectedValue(new RefreshError('REFRESH_UNAVAILABLE', 'down'))
    await expect(createManager().getAccessToken()).rejects.toMatchObject({
      code: 'REFRESH_UNAVAILABLE',
      isRetryable: true,
    })
  })

  test('for good: remembered for that very document, until there is another', async () => {
    await store.save(loginIn(-1))
    refresh.mockRejectedValue(rejection())
    const manager = createManager()
    for (let index = 0; index < 3; index++) {
      await expect(manager.getAccessToken()).rejects.toMatchObject({
        code: 'REFRESH_REJECTED',
        reason: 'expired',
      })
      later(2_000)
    }
    expect(refresh).toHaveBeenCalledTimes(1)
    await store.save(loginIn(day, { name: 'signed in again' }))
    later(2_000)
    await expect(manager.getAccessToken()).resolves.toBeDefined()
  })

  test('because someone else was faster: theirs is waited for and taken', async () => {
    await store.save(loginIn(-1))
    const theirs = loginIn(day, { name: 'theirs' })
    refresh.mockImplementation(async () => {
      setTimeout(() => void store.save(theirs), 100)
      throw rejection('reused')
    })
    const token = await createManager().getAccessToken()
    expect(token.reveal()).toBe(theirs.tokens.access_token)
  })
})

describe('a store that cannot be written', () => {
  test('the refresh token is not spent', async () => {
    await store.save(loginIn(-1))
    store.writableError = diskFull
    await expect(createManager().getAccessToken()).rejects.toBe(diskFull)
    expect(refresh).not.toHaveBeenCalled()
  })

  test('a token that still lives is used', async () => {
    const login = loginIn(minute)
    await store.save(login)
    store.writableError = diskFull
    expect((await createManager().getAccessToken()).reveal()).toBe(login.tokens.access_token)
    expect(warn).toHaveBeenCalledWith(expect.any(String), { error: diskFull })
  })

  test('found out too late: memory serves, says so, and saves as soon as it can', async () => {
    await store.save(loginIn(-1))
    store.saveError = diskFull
    const manager = createManager()
    const second = loginIn(10 * day, { name: 'second' })
    expect((await manager.getAccessToken()).reveal()).toBe(second.tokens.access_token)
    expect(warn).toHaveBeenCalledWith(expect.any(String), { error: diskFull })
    later(2_000)
    expect((await manager.getAccessToken()).reveal()).toBe(second.tokens.access_token)
    expect(refresh).toHaveBeenCalledTimes(1)
    store.saveError = undefined
    later(2_000)
    await manager.getAccessToken()
    expect((await stored()).tokens.refresh_token).toBe('rt-fake-second')
  })

  test('found out too late: closing tries once more', async () => {
    await store.save(loginIn(-1))
    store.saveError = diskFull
    const manager = createManager()
    await manager.getAccessToken()
    store.saveError = undefined
    await manager.close()
    expect((await stored()).tokens.refresh_token).toBe('rt-fake-second')
  })

  test('a newer login on disk outranks what could not be saved', async () => {
    await store.save(loginIn(-1))
    store.saveError = diskFull
    const manager = createManager()
    await manager.getAccessToken()
    store.saveError = undefined
    const anew = loginIn(day, { name: 'anew' })
    await store.save(anew)
    later(2_000)
    expect((await manager.getAccessToken()).reveal()).toBe(anew.tokens.access_token)
    expect((await stored()).tokens.refresh_token).toBe('rt-fake-anew')
  })
})

describe('another account', () => {
  const theirs = () => loginIn(day, { name: 'theirs', accountId: 'other' })

  test('found before the refresh: an error, nothing asked, nothing written', async () => {
    await store.save(loginIn(-1))
    const manager = createManager()
    await manager.status()
    await store.save(theirs())
    await expect(manager.getAccessToken()).rejects.toMatchObject({ code: 'ACCOUNT_CHANGED' })
    expect(refresh).not.toHaveBeenCalled()
    expect(await stored()).toEqual(theirs())
  })

  test('found after the refresh: an error, and theirs stands', async () => {
    await store.save(loginIn(-1))
    refresh.mockImplementation(async () => {
      await store.save(theirs())
      return tokensOf(loginIn(day, { name: 'second' }))
    })
    await expect(createManager().getAccessToken()).rejects.toMatchObject({
      code: 'ACCOUNT_CHANGED',
    })
    expect(await stored()).toEqual(theirs())
  })

  test('is used from the next request on', async () => {
    await store.save(loginIn(-1))
    const manager = createManager()
    await manager.status()
    await store.save(theirs())
    await manager.getAccessToken().catch(() => {})
    later(2_000)
    expect((await manager.getAccessToken()).accountId).toBe('other')
  })

  test('the same account signed in anew during the refresh: the new login stands', async () => {
    await store.save(loginIn(-1))
    const anew = loginIn(day, { name: 'anew' })
    refresh.mockImplementation(async () => {
      await store.save(anew)
      return tokensOf(loginIn(day, { name: 'second' }))
    })
    expect((await createManager().getAccessToken()).reveal()).toBe(anew.tokens.access_token)
    expect(await stored()).toEqual(anew)
  })

  test('signed out during the refresh: stays signed out', async () => {
    await store.save(loginIn(-1))
    refresh.mockImplementation(async () => {
      await store.delete()
      return tokensOf(loginIn(day, { name: 'second' }))
    })
    await expect(createManager().getAccessToken()).rejects.toMatchObject({
      code: 'CREDENTIAL_NOT_FOUND',
    })
    await expect(store.load()).resolves.toBeUndefined()
  })
})

describe('recovering from a 401', () => {
  test('reloads first, without asking the authority', async () => {
    await store.save(loginIn(day))
    const manager = createManager()
    const rejected = await manager.getAccessToken()
    expect((await manager.recover(rejected, 'reload')).equals(rejected)).toBe(true)
    const theirs = loginIn(day, { name: 'theirs' })
    await store.save(theirs)
    expect((await manager.recover(rejected, 'reload')).reveal()).toBe(theirs.tokens.access_token)
    expect(refresh).not.toHaveBeenCalled()
  })

  test('then refreshes, though the token looks fresh', async () => {
    await store.save(loginIn(day))
    const manager = createManager()
    const rejected = await manager.getAccessToken()
    const token = await manager.recover(rejected, 'refresh')
    expect(token.equals(rejected)).toBe(false)
    expect(refresh.mock.lastCall?.[0].reason).toBe('unauthorized_recovery')
  })

  test('refreshes once for all who were rejected with the same token', async () => {
    await store.save(loginIn(day))
    const manager = createManager()
    const rejected = await manager.getAccessToken()
    await Promise.all(Array.from({ length: 20 }, () => manager.recover(rejected, 'refresh')))
    await manager.recover(rejected, 'refresh')
    expect(refresh).toHaveBeenCalledTimes(1)
  })

  test('another account in the store is an error', async () => {
    await store.save(loginIn(day))
    const manager = createManager()
    const rejected = await manager.getAccessToken()
    await store.save(loginIn(day, { accountId: 'other' }))
    await expect(manager.recover(rejected, 'reload')).rejects.toMatchObject({
      code: 'ACCOUNT_CHANGED',
    })
    // Also when it was noticed on another occasion: a request never changes its account.
    later(2_000)
    await manager.getAccessToken()
    await expect(manager.recover(rejected, 'refresh')).rejects.toMatchObject({
      code: 'ACCOUNT_CHANGED',
    })
  })
})

test('the status tells everything but the secrets', async () => {
  const login = loginIn(day)
  await store.save(login)
  const status = await createManager().status()
  expect(status).toEqual({
    location: 'memory',
    account: { accountId: 'account-fake', email: 'ada@fake.example' },
    freshness: 'fresh',
    expiresAt: new Date(now.getTime() + day),
    refreshedAt: new Date('2026-01-01T00:00:00Z'),
  })
})

test('what the store was just found to hold is not asked for again, but watched', async () => {
  const login = loginIn(day)
  await store.save(login)
  const revision = store.revision()
  const manager = createManager({ known: { document: login, revision } })
  expect((await manager.getAccessToken()).reveal()).toBe(login.tokens.access_token)
  expect(store.loads).toBe(0)
  const theirs = loginIn(day, { name: 'theirs' })
  await store.save(theirs)
  later(2_000)
  expect((await manager.getAccessToken()).reveal()).toBe(theirs.tokens.access_token)
})

describe('a login that others renew', () => {
  test('never: used to its very end, and then an error, without asking anyone', async () => {
    const login = loginIn(1)
    await store.save(login)
    const manager = createManager({ renewal: { by: 'never' } })
    expect((await manager.getAccessToken()).reveal()).toBe(login.tokens.access_token)
    later(2_000)
    await expect(manager.getAccessToken()).rejects.toMatchObject({
      code: 'REFRESH_UNAVAILABLE',
      isRetryable: false,
    })
    await store.save(loginIn(day, { name: 'renewed' }))
    later(2_000)
    await expect(manager.getAccessToken()).resolves.toBeDefined()
    expect(warn).not.toHaveBeenCalled()
  })

  test('delegate: what the other program put into the store is taken', async () => {
    await store.save(loginIn(-1))
    const renewed = loginIn(day, { name: 'renewed' })
    const delegate = vi.fn<() => Promise<void>>(() => store.save(renewed))
    const manager = createManager({ renewal: { by: 'delegate', delegate } })
    const tokens = await Promise.all([manager.getAccessToken(), manager.getAccessToken()])
    for (const token of tokens) expect(token.reveal()).toBe(renewed.tokens.access_token)
    expect(delegate).toHaveBeenCalledTimes(1)
  })

  test('delegate: also when it failed after it had renewed', async () => {
    await store.save(loginIn(-1))
    const renewed = loginIn(day, { name: 'renewed' })
    const delegate = async () => {
      await store.save(renewed)
      throw new RangeError('later')
    }
    const manager = createManager({ renewal: { by: 'delegate', delegate } })
    expect((await manager.getAccessToken()).reveal()).toBe(renewed.tokens.access_token)
  })

  test.each([
    ['its own error', () => Promise.reject(new RangeError('no such program')), RangeError],
    ['no word', () => Promise.resolve(), RefreshError],
  ])('delegate: a store left as it was, with %s, is an error', async (_, delegate, kind) => {
    await store.save(loginIn(-1))
    const manager = createManager({ renewal: { by: 'delegate', delegate } })
    await expect(manager.getAccessToken()).rejects.toBeInstanceOf(kind)
  })
})
