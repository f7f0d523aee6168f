import { describe, expect, test } from 'vitest'
import type { Fault } from '../../src/index.ts'
import { postResponses } from '../support/client.ts'
import { simulate } from '../support/with-simulator.ts'

describe('in place of the endpoint', () => {
  test.each<[Fault, number, string]>([
    [{ kind: 'unauthorized' }, 401, 'Unauthorized'],
    [{ kind: 'token-expired' }, 401, '"code":"token_expired"'],
    [{ kind: 'payment-required' }, 402, 'detail'],
    [{ kind: 'forbidden' }, 403, 'detail'],
    [{ kind: 'cloudflare' }, 403, '<!DOCTYPE html>'],
    [{ kind: 'not-found' }, 404, 'detail'],
    [{ kind: 'model-not-found' }, 404, '"code":"model_not_found"'],
    [{ kind: 'payload-too-large' }, 413, 'detail'],
    [{ kind: 'unsupported-encoding' }, 415, 'detail'],
    [{ kind: 'usage-limit-reached' }, 429, '"type":"usage_limit_reached"'],
    [{ kind: 'usage-not-included' }, 429, '"type":"usage_not_included"'],
    [{ kind: 'insufficient-quota' }, 429, '"code":"insufficient_quota"'],
    [{ kind: 'rate-limited' }, 429, '"code":"rate_limit_exceeded"'],
    [{ kind: 'server-error' }, 500, '"type":"server_error"'],
    [{ kind: 'bad-gateway' }, 502, '<html>'],
    [{ kind: 'unavailable' }, 503, 'error'],
    [{ kind: 'overloaded' }, 503, '"code":"server_is_overloaded"'],
    [{ kind: 'slow-down' }, 503, '"code":"slow_down"'],
    [{ kind: 'site-overloaded' }, 529, '<html>'],
    [{ kind: 'context-length-exceeded' }, 400, '"code":"context_length_exceeded"'],
    [{ kind: 'invalid-image' }, 400, 'does not represent a valid image'],
    [{ kind: 'invalid-prompt' }, 400, '"code":"invalid_prompt"'],
    [{ kind: 'bad-request', detail: 'On purpose' }, 400, '{"detail":"On purpose"}'],
    [{ kind: 'redirect' }, 307, ''],
    [{ kind: 'not-json', on: 'responses' }, 200, 'this is no JSON'],
    [{ kind: 'empty', on: 'responses' }, 200, ''],
    [{ kind: 'answer', status: 418, body: { teapot: true } }, 418, '{"teapot":true}'],
  ])('%o', async (fault, status, text) => {
    const simulator = await simulate({ faults: [fault] })
    const response = await postResponses(simulator)
    expect(response.status).toBe(status)
    expect(await response.text()).toContain(text)
    expect(simulator.requests.last().faults).toEqual([fault.kind])
    expect((await postResponses(simulator)).status).toBe(200)
  })

  test('the used-up plan says when it resets, in body and headers', async () => {
    const simulator = await simulate({ now: () => new Date('2026-01-01T00:00:00Z') })
    simulator.faults.add({ kind: 'usage-limit-reached', planType: 'pro', resetsInSeconds: 60 })
    const response = await postResponses(simulator)
    expect(await response.json()).toEqual({
      error: {
        type: 'usage_limit_reached',
        message: 'The usage limit has been reached',
        plan_type: 'pro',
        resets_at: 1_767_225_660,
        resets_in_seconds: 60,
      },
    })
    expect(response.headers.get('x-codex-primary-used-percent')).toBe('100')
    expect(response.headers.get('x-codex-primary-reset-at')).toBe('1767225660')
  })

  test('Retry-After comes in seconds, as a date, or not at all', async () => {
    const simulator = await simulate({ now: () => new Date('2026-01-01T00:00:00Z') })
    simulator.faults.add(
      { kind: 'rate-limited', retryAfterSeconds: 2 },
      { kind: 'rate-limited', retryAfterSeconds: 2, asDate: true },
      { kind: 'rate-limited' },
    )
    const retryAfter = async (): Promise<string | null> =>
      (await postResponses(simulator)).headers.get('retry-after')
    expect(await retryAfter()).toBe('2')
    expect(await retryAfter()).toBe('Thu, 01 Jan 2026 00:00:02 GMT')
    expect(await retryAfter()).toBeNull()
  })

  test('Cloudflare names itself', async () => {
    const simulator = await simulate({ faults: [{ kind: 'cloudflare' }] })
    const { headers } = await postResponses(simulator)
    expect(headers.get('cf-ray')).toBeTruthy()
    expect(headers.get('cf-mitigated')).toBe('challenge')
  })
})

describe('when a fault strikes', () => {
  const statuses = async (faults: Fault[], calls: number): Promise<number[]> => {
    const simulator = await simulate({ faults })
    const all: number[] = []
    for (let call = 0; call < calls; call++) all.push((await postResponses(simulator)).status)
    return all
  }

  test('once by default, n times, always, and after some', async () => {
    expect(await statuses([{ kind: 'server-error' }], 2)).toEqual([500, 200])
    expect(await statuses([{ kind: 'server-error', times: 2 }], 3)).toEqual([500, 500, 200])
    expect(await statuses([{ kind: 'server-error', times: Infinity }], 3)).toEqual([500, 500, 500])
    expect(await statuses([{ kind: 'server-error', after: 1 }], 3)).toEqual([200, 500, 200])
  })

  test('two answers take turns in the order given', async () => {
    expect(await statuses([{ kind: 'unauthorized' }, { kind: 'unavailable' }], 3)).toEqual([
      401, 503, 200,
    ])
  })

  test('another endpoint goes free, and faults can be lifted', async () => {
    const simulator = await simulate({ faults: [{ kind: 'server-error', on: 'models' }] })
    expect((await postResponses(simulator)).status).toBe(200)
    expect(simulator.faults.pending()).toEqual([{ kind: 'server-error', on: 'models' }])
    simulator.faults.clear()
    expect(simulator.faults.pending()).toEqual([])
    expect(() => simulator.faults.add({ kind: 'nonsense' } as unknown as Fault)).toThrow(TypeError)
  })
})
