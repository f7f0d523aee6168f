import { expect, test } from 'vitest'
import { freshnessOf, tokenTimesOf, type TokenTimes } from '../../src/credentials/freshness.ts'
import { fakeLogin } from '../support/fake-tokens.ts'

const now = new Date('2026-06-01T00:00:00Z')
const at = (ms: number) => new Date(now.getTime() + ms)
const minute = 60_000
const day = 24 * 60 * minute

test.each<[name: string, times: TokenTimes, state: string, reason?: string]>([
  ['5:00.001 left', { expiresAt: at(5 * minute + 1) }, 'fresh'],
  ['5:00 left', { expiresAt: at(5 * minute) }, 'ageing', 'proactive_expiry'],
  ['200 s left', { expiresAt: at(200_000) }, 'ageing', 'proactive_expiry'],
  ['1 ms left', { expiresAt: at(1) }, 'ageing', 'proactive_expiry'],
  ['ends now', { expiresAt: at(0) }, 'expired', 'proactive_expiry'],
  ['ended long ago', { expiresAt: at(-400 * day) }, 'expired', 'proactive_expiry'],
  ['valid, refreshed a year ago', { expiresAt: at(day), refreshedAt: at(-365 * day) }, 'fresh'],
  ['tells no end, 8 days old', { refreshedAt: at(-8 * day) }, 'fresh'],
  ['tells no end, older', { refreshedAt: at(-8 * day - 1) }, 'ageing', 'scheduled'],
  ['tells no end, from the future', { refreshedAt: at(day) }, 'fresh'],
  ['tells nothing', {}, 'fresh'],
])('%s', (_, times, state, reason) => {
  expect(freshnessOf(times, now)).toEqual(reason ? { state, reason } : { state })
})

test('times come from the access token and the document', () => {
  const login = fakeLogin({
    expiresAt: now,
    document: { last_refresh: '2026-05-01T10:00:00.123456789+02:00' },
  })
  expect(tokenTimesOf(login)).toEqual({
    expiresAt: now,
    refreshedAt: new Date('2026-05-01T08:00:00.123Z'),
  })
})

test.each([undefined, null, '', 'yesterday'])('last_refresh %j is no time', (last_refresh) => {
  expect(tokenTimesOf(fakeLogin({ document: { last_refresh } }))).not.toHaveProperty('refreshedAt')
})

test('an opaque token tells no end', () => {
  const login = fakeLogin()
  login.tokens.access_token = 'opaque-fake'
  expect(tokenTimesOf(login)).not.toHaveProperty('expiresAt')
})
