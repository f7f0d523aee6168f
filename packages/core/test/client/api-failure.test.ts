import { inspect } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { apiErrorFrom, failOnStatus } from '../../src/client/api-failure.ts'
import { ApiError } from '../../src/errors/api-error.ts'
import type { ExchangeInit, ExchangeResponse } from '../../src/transport/exchange.ts'
import { FakeBody } from '../support/fake-body.ts'
import { rejectionOf } from '../support/failures.ts'

const now = new Date('2026-11-22T12:00:00Z')

function failure(
  status: number,
  body: unknown = '',
  headers: Record<string, string> = {},
): ApiError {
  const given = new Headers(headers)
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return apiErrorFrom({ status, header: (name) => given.get(name), text }, now)
}

const error = (code: string, more: object = {}) => ({ error: { code, message: 'Text.', ...more } })
const ofType = (type: string) => ({ error: { type, message: 'Text.' } })
const cloudflarePage = '<!DOCTYPE html><html><title>Just a moment...</title></html>'
const unsupportedModel =
  "The 'fake' model is not supported when using Codex with a ChatGPT account."

describe('an answer becomes an error', () => {
  test.each<[number, string, unknown, string, boolean]>([
    [400, 'a full context', error('context_length_exceeded'), 'CONTEXT_WINDOW_EXCEEDED', false],
    [400, 'a code in capitals', error('Context_Length_Exceeded'), 'CONTEXT_WINDOW_EXCEEDED', false],
    [400, 'a refused prompt', error('invalid_prompt'), 'INVALID_REQUEST', false],
    [400, 'a refused subject', error('cyber_policy'), 'INVALID_REQUEST', false],
    [400, 'a detail', { detail: 'Unsupported parameter: user' }, 'INVALID_REQUEST', false],
    [400, 'a model not in the plan', { detail: unsupportedModel }, 'MODEL_NOT_FOUND', false],
    [400, 'no body', '', 'INVALID_REQUEST', false],
    [400, 'a list', [1], 'INVALID_REQUEST', false],
    [400, 'null', null, 'INVALID_REQUEST', false],
    [400, 'a code every object has', error('constructor'), 'INVALID_REQUEST', false],
    [401, 'a detail', { detail: 'Unauthorized' }, 'UNAUTHORIZED', false],
    [401, 'a code', error('token_expired'), 'UNAUTHORIZED', false],
    [401, 'no body', '', 'UNAUTHORIZED', false],
    [402, 'a detail', { detail: 'Payment required' }, 'PLAN_NOT_ENTITLED', false],
    [403, 'a detail', { detail: 'Forbidden' }, 'FORBIDDEN', false],
    [403, 'HTML', '<html></html>', 'FORBIDDEN', false],
    [404, 'a detail', { detail: 'Not Found' }, 'INVALID_REQUEST', false],
    [404, 'an unknown model', error('model_not_found'), 'MODEL_NOT_FOUND', false],
    [404, 'a used-up plan', ofType('usage_limit_reached'), 'USAGE_LIMIT_REACHED', false],
    [405, 'no body', '', 'INVALID_REQUEST', false],
    [413, 'no body', '', 'INVALID_REQUEST', false],
    [422, 'a list of details', { detail: [{ msg: 'Field required' }] }, 'INVALID_REQUEST', false],
    [429, 'a used-up plan', ofType('usage_limit_reached'), 'USAGE_LIMIT_REACHED', false],
    [429, 'a plan without it', ofType('usage_not_included'), 'PLAN_NOT_ENTITLED', false],
    [429, 'no quota', error('insufficient_quota'), 'USAGE_LIMIT_REACHED', false],
    [429, 'no credits', error('credit_balance_exhausted'), 'USAGE_LIMIT_REACHED', false],
    [
      429,
      'a spending limit',
      error('organization_spend_limit_exceeded'),
      'USAGE_LIMIT_REACHED',
      false,
    ],
    [429, 'another limit', error('fake_usage_limit_exceeded'), 'USAGE_LIMIT_REACHED', false],
    [429, 'a limit of the moment', error('rate_limit_exceeded'), 'RATE_LIMITED', true],
    [429, 'no body', '', 'RATE_LIMITED', true],
    [429, 'HTML', '<html></html>', 'RATE_LIMITED', true],
    [500, 'an error', ofType('server_error'), 'SERVER_ERROR', true],
    [500, 'no body', '', 'SERVER_ERROR', true],
    [502, 'HTML', '<html></html>', 'SERVER_ERROR', true],
    [503, 'no body', '', 'SERVER_ERROR', true],
    [503, 'a full server', error('server_is_overloaded'), 'OVERLOADED', true],
    [503, 'a brake', error('slow_down'), 'OVERLOADED', true],
    [504, 'no body', '', 'SERVER_ERROR', true],
    [529, 'HTML', '<html></html>', 'OVERLOADED', true],
    [307, 'a redirect', '', 'INVALID_REQUEST', false],
    [304, 'nothing new', '', 'INVALID_REQUEST', false],
  ])('%d with %s', (status, _about, body, code, isRetryable) => {
    const mapped = failure(status, body)
    expect(mapped).toBeInstanceOf(ApiError)
    expect(mapped).toMatchObject({ code, isRetryable, status })
    expect(mapped.message).not.toBe('')
  })

  test.each([
    [401, ''],
    [402, ''],
    [429, ''],
    [429, ofType('usage_limit_reached')],
    [500, ''],
    [503, error('server_is_overloaded')],
    [400, error('context_length_exceeded')],
    [404, error('model_not_found')],
  ])('%d %j says what to do', (status, body) => {
    expect(failure(status, body).hint).toMatch(/./)
  })
})

describe('what it tells', () => {
  test('the code, the field and the request', () => {
    expect(
      failure(400, error('Fake_Code', { param: 'input' }), { 'x-request-id': 'req_fake' }),
    ).toMatchObject({ serverCode: 'fake_code', param: 'input', requestId: 'req_fake' })
    expect(failure(400, ofType('Fake_Type'), { 'x-oai-request-id': 'req_oai' })).toMatchObject({
      serverCode: 'fake_type',
      requestId: 'req_oai',
    })
    const bare = failure(400)
    for (const name of ['serverCode', 'param', 'requestId', 'planType', 'resetsAt', 'retryAfterMs'])
      expect(bare).not.toHaveProperty(name)
  })

  test.each<[string, object, Date | undefined]>([
    ['an instant', { resets_at: now.getTime() / 1000 + 60 }, new Date('2026-11-22T12:01:00Z')],
    ['a wait', { resets_in_seconds: 60 }, new Date('2026-11-22T12:01:00Z')],
    ['both, the instant first', { resets_at: 60, resets_in_seconds: 7 }, new Date(60_000)],
    ['an instant beyond all dates', { resets_at: 1e300 }, undefined],
    ['a wait beyond all dates', { resets_in_seconds: 1e300 }, undefined],
    ['neither', {}, undefined],
  ])('when the plan resets: %s', (_about, more, resetsAt) => {
    const body = { error: { type: 'usage_limit_reached', plan_type: 'pro', ...more } }
    const mapped = failure(429, body, { 'x-codex-plan-type': 'plus' })
    expect(mapped).toMatchObject({ code: 'USAGE_LIMIT_REACHED', planType: 'pro' })
    expect(mapped.resetsAt).toEqual(resetsAt)
    expect(mapped.hint).toMatch(/./)
  })

  test('what is left of the plan, and how long to wait', () => {
    const headers = {
      'retry-after': '7',
      'x-codex-plan-type': 'plus',
      'x-codex-primary-used-percent': '100',
    }
    expect(failure(429, '', headers)).toMatchObject({
      retryAfterMs: 7_000,
      planType: 'plus',
      rateLimits: { primary: { usedPercent: 100 }, planType: 'plus' },
    })
  })

  test.each<[number, string, Record<string, string>]>([
    [403, cloudflarePage, { 'cf-ray': 'fake-ray' }],
    [503, ` ${cloudflarePage}`, { 'cf-ray': 'fake-ray' }],
    [403, '', { 'cf-mitigated': 'challenge' }],
  ])('that it was Cloudflare: %d', (status, body, headers) => {
    const mapped = failure(status, body, headers)
    expect(mapped.message).toContain('Cloudflare')
    expect(mapped.hint).toMatch(/./)
  })

  test.each<[number, string, Record<string, string>]>([
    [403, '{"detail":"Forbidden"}', { 'cf-ray': 'fake-ray' }],
    [403, cloudflarePage, {}],
    [400, cloudflarePage, { 'cf-ray': 'fake-ray' }],
  ])('that it was not: %d %s', (status, body, headers) => {
    expect(failure(status, body, headers).message).not.toContain('Cloudflare')
  })

  test('where a redirect points, without its secrets', () => {
    const location = 'https://user:fake-secret@elsewhere.fake.example/?code=fake-secret'
    const mapped = failure(307, '', { location })
    expect(mapped.message).toContain('elsewhere.fake.example')
    expect(inspect(mapped)).not.toContain('fake-secret')
    expect(failure(307, '', { location: '/relative' }).status).toBe(307)
  })
})

test('any answer becomes an error with a code, a text and no throw', () => {
  const status = fc.integer({ min: 300, max: 599 })
  const inner = fc.record(
    {
      code: fc.oneof(fc.string(), fc.constantFrom('usage_limit_reached', 'toString')),
      type: fc.jsonValue(),
      message: fc.jsonValue(),
      resets_at: fc.oneof(fc.double(), fc.integer()),
      resets_in_seconds: fc.double(),
    },
    { requiredKeys: [] },
  )
  const body = fc.oneof(fc.string(), fc.jsonValue(), fc.record({ error: inner }), inner)
  const headers = fc.dictionary(
    fc.constantFrom('retry-after', 'x-codex-primary-used-percent', 'x-codex-primary-reset-at'),
    fc.oneof(fc.double().map(String), fc.stringMatching(/^[ -~]*$/)),
  )
  fc.assert(
    fc.property(status, body, headers, (code, answer, given) => {
      const mapped = failure(code, answer, given)
      expect(mapped.code).toMatch(/^[A-Z_]+$/)
      expect(Number.isNaN(mapped.resetsAt?.getTime() ?? 0)).toBe(false)
      expect(mapped.retryAfterMs ?? 0).toBeGreaterThanOrEqual(0)
    }),
  )
})

describe('failOnStatus', () => {
  const init: ExchangeInit = { method: 'GET', headers: {}, redirect: 'manual' }
  const answering = (status: number, body: FakeBody | null): ExchangeResponse => ({
    status,
    headers: new Headers(),
    body,
    text: () => Promise.reject(new Error('fake: not to be called')),
  })
  const exchange = (response: ExchangeResponse) => failOnStatus(() => now)(async () => response)

  test.each([200, 201, 204, 299])('lets %d pass, its body not touched', async (status) => {
    const response = answering(status, new FakeBody())
    expect(await exchange(response)('u', init)).toBe(response)
  })

  test.each([199, 300, 304, 401, 500])('fails on %d', async (status) => {
    const failed = exchange(answering(status, new FakeBody().end()))('u', init)
    expect(await rejectionOf(failed)).toMatchObject({ name: 'ApiError', status })
  })

  test('reads the body to its end', async () => {
    const body = new FakeBody().sendText('{"error":{"code":"model_').sendText('not_found"}}').end()
    const failed = exchange(answering(404, body))('u', init)
    expect(await rejectionOf(failed)).toMatchObject({ code: 'MODEL_NOT_FOUND' })
    expect(body.reads).toBe(3)
  })

  test('reads no more than it needs of a body without end', async () => {
    const body = new FakeBody()
    for (let count = 0; count < 100; count++) body.sendText('x'.repeat(16 * 1024))
    const failed = exchange(answering(500, body))('u', init)
    expect(await rejectionOf(failed)).toMatchObject({ code: 'SERVER_ERROR' })
    expect(body.reads).toBeLessThan(10)
    expect(body.returned).toBe(1)
  })

  test('does without a body', async () => {
    expect(await rejectionOf(exchange(answering(500, null))('u', init))).toMatchObject({
      status: 500,
    })
  })
})
