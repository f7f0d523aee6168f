import { describe, expect, test } from 'vitest'
import { resolveCodexClientOptions } from '../../src/client/client-options.ts'
import { createCodexClient } from '../../src/client/codex-client.ts'
import { MemoryAuthStore } from '../../src/credentials/stores/memory-auth-store.ts'
import { defaultEndpoints } from '../../src/protocol/endpoints.ts'
import { defaultRetryPolicy } from '../../src/transport/retry-policy.ts'
import { thrownBy } from '../support/failures.ts'

const resolve = (options: object = {}) => resolveCodexClientOptions({ env: {}, ...options })

test('everything has a default', () => {
  expect(resolve()).toMatchObject({
    codexHome: undefined,
    store: undefined,
    endpoints: defaultEndpoints,
    issuer: undefined,
    originator: 'via-codex',
    fetch: undefined,
    retry: defaultRetryPolicy,
    timeouts: { connectMs: 15_000, idleMs: 300_000, totalMs: 0 },
  })
  expect(Math.abs(resolve().now().getTime() - Date.now())).toBeLessThan(1_000)
  expect(thrownBy(() => resolveCodexClientOptions())).toBeUndefined()
})

test('what is given is taken, what is undefined is not', () => {
  const store = new MemoryAuthStore()
  const now = () => new Date(0)
  const logger = { debug: () => {} }
  const options = { store, now, logger, fetch, originator: 'my-app', codexHome: '/fake' }
  expect(resolve(options)).toMatchObject(options)
  const resolved = resolve({
    timeouts: { idleMs: 7, totalMs: undefined },
    retry: { maxAttempts: 1, baseDelayMs: undefined },
    originator: undefined,
    endpoints: { chatgpt: undefined },
  })
  expect(resolved.timeouts).toMatchObject({ idleMs: 7, totalMs: 0 })
  expect(resolved.retry).toEqual({ ...defaultRetryPolicy, maxAttempts: 1 })
  expect(resolved.endpoints).toEqual(defaultEndpoints)
})

describe('a wrong value is a TypeError that names the option', () => {
  test.each<[string, object]>([
    ['originator', { originator: '' }],
    ['originator', { originator: 'two words' }],
    ['originator', { originator: 'früh' }],
    ['originator', { originator: 'new\nline' }],
    ['originator', { originator: 'x'.repeat(65) }],
    ['originator', { originator: 7 }],
    ['fetch', { fetch: 'https://fake.example' }],
    ['fetch', { fetch: null }],
    ['now', { now: new Date() }],
    ['store', { store: '/fake/auth.json' }],
    ['store', { store: {} }],
    ['store', { store: { load: async () => {} } }],
    ['codexHome', { codexHome: 7 }],
    ['logger', { logger: 'debug' }],
    ['logger', { logger: { debug: true } }],
    ['timeouts', { timeouts: 5_000 }],
    ['timeouts', { timeouts: null }],
    ['timeouts.idelMs', { timeouts: { idelMs: 5 } }],
    ['timeouts.constructor', { timeouts: { constructor: 5 } }],
    ['timeouts.idleMs', { timeouts: { idleMs: -1 } }],
    ['timeouts.idleMs', { timeouts: { idleMs: NaN } }],
    ['timeouts.idleMs', { timeouts: { idleMs: Infinity } }],
    ['timeouts.idleMs', { timeouts: { idleMs: '5' } }],
    ['retry', { retry: false }],
    ['retry.retries', { retry: { retries: 5 } }],
    ['retry.maxAttempts', { retry: { maxAttempts: -1 } }],
    ['endpoints', { endpoints: 'https://fake.example' }],
    ['endpoints.auht', { endpoints: { auht: 'https://fake.example' } }],
    ['endpoints.chatgpt', { endpoints: { chatgpt: 'fake.example' } }],
    ['endpoints.chatgpt', { endpoints: { chatgpt: '' } }],
    ['endpoints.api', { endpoints: { api: 7 } }],
    ['endpoints.auth', { endpoints: { auth: 'https://' } }],
    ['endpoints.auth', { endpoints: { auth: 'https://fake.example?a=1' } }],
    ['endpoints.auth', { endpoints: { auth: 'https://fake.example#a' } }],
    ['endpoints.auth', { env: { VIA_CODEX_AUTH_URL: 'fake' } }],
  ])('%s: %j', (name, options) => {
    const error = thrownBy(() => resolve(options))
    expect(error).toBeInstanceOf(TypeError)
    expect((error as TypeError).message).toContain(name)
    expect(thrownBy(() => createCodexClient({ env: {}, ...options }))).toBeInstanceOf(TypeError)
  })
})

describe('endpoints', () => {
  const env = {
    VIA_CODEX_CHATGPT_URL: 'http://127.0.0.1:1/backend-api',
    VIA_CODEX_API_URL: 'http://127.0.0.1:2/v1',
    VIA_CODEX_AUTH_URL: 'http://127.0.0.1:3',
  }

  test('come from the environment', () => {
    expect(resolve({ env })).toMatchObject({
      endpoints: {
        chatgpt: env.VIA_CODEX_CHATGPT_URL,
        api: env.VIA_CODEX_API_URL,
        auth: env.VIA_CODEX_AUTH_URL,
      },
      issuer: env.VIA_CODEX_AUTH_URL,
    })
  })

  test('that are empty in the environment are not set', () => {
    const empty = { VIA_CODEX_CHATGPT_URL: '', VIA_CODEX_API_URL: '', VIA_CODEX_AUTH_URL: '' }
    expect(resolve({ env: empty })).toMatchObject({
      endpoints: defaultEndpoints,
      issuer: undefined,
    })
  })

  test('that are given outrank the environment, each by itself', () => {
    const { endpoints } = resolve({ env, endpoints: { api: 'https://api.fake.example/v1' } })
    expect(endpoints).toEqual({
      chatgpt: env.VIA_CODEX_CHATGPT_URL,
      api: 'https://api.fake.example/v1',
      auth: env.VIA_CODEX_AUTH_URL,
    })
  })

  test.each([
    ['https://fake.example/base/', 'https://fake.example/base'],
    ['https://fake.example/base///', 'https://fake.example/base'],
    ['https://fake.example/', 'https://fake.example'],
    [' https://fake.example/base\n', 'https://fake.example/base'],
    ['HTTPS://FAKE.example', 'https://fake.example'],
  ])('lose what is at their end: %j', (given, expected) => {
    expect(resolve({ endpoints: { chatgpt: given } }).endpoints.chatgpt).toBe(expected)
  })

  test.each([
    'http://fake.example',
    'http://127.0.0.1.evil.example',
    'https://user:fake@fake.example',
    'ftp://127.0.0.1',
  ])('that are insecure are refused at once: %s', (url) => {
    for (const name of ['chatgpt', 'api', 'auth']) {
      const insecure = { code: 'INSECURE_ENDPOINT', hint: expect.any(String) }
      expect(thrownBy(() => resolve({ endpoints: { [name]: url } }))).toMatchObject(insecure)
    }
    expect(thrownBy(() => resolve({ env: { VIA_CODEX_AUTH_URL: url } }))).toMatchObject({
      code: 'INSECURE_ENDPOINT',
    })
  })
})
