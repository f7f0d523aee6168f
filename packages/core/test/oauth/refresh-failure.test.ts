import { expect, test } from 'vitest'
import { refreshFailureReason } from '../../src/oauth/refresh-failure.ts'

test.each<[number, string | undefined, string | undefined]>([
  [401, 'refresh_token_expired', 'expired'],
  [400, 'refresh_token_expired', 'expired'],
  [500, 'refresh_token_expired', 'expired'],
  [401, 'refresh_token_reused', 'reused'],
  [403, 'refresh_token_reused', 'reused'],
  [401, 'refresh_token_invalidated', 'revoked'],
  [400, 'invalid_grant', 'other'],
  [401, 'invalid_grant', 'other'],
  [401, 'fake_code', 'other'],
  [401, undefined, 'other'],
  [403, 'invalid_grant', undefined],
  [500, 'invalid_grant', undefined],
  [400, 'invalid_request', undefined],
  [400, undefined, undefined],
  [403, undefined, undefined],
  [404, undefined, undefined],
  [429, 'rate_limited', undefined],
  [500, 'server_error', undefined],
  [503, undefined, undefined],
  [400, 'constructor', undefined],
  [500, '__proto__', undefined],
])('%d with the code %s: %s', (status, code, reason) => {
  expect(refreshFailureReason(status, code)).toBe(reason)
})
