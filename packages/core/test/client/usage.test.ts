import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseUsage } from '../../src/protocol/usage.ts'
import { connect } from '../support/connect.ts'
import { expectNothingUnhandled, rejectionOf } from '../support/failures.ts'

expectNothingUnhandled()

const now = new Date('2026-11-26T12:00:00Z')
const parse = (usage: object) => parseUsage(JSON.stringify(usage), now)

describe('usage()', () => {
  test('tells what the plan has left', async () => {
    const { client, simulator } = await connect(
      {},
      { usedPercent: { primary: 40.5, secondary: 100 } },
    )
    const usage = await client.usage()
    expect(usage).toMatchObject({
      planType: 'plus',
      isAllowed: false,
      isLimitReached: true,
      primary: { usedPercent: 40.5, windowMinutes: 300, resetsAt: expect.any(Date) },
      secondary: { usedPercent: 100, windowMinutes: 10_080, resetsAt: expect.any(Date) },
      credits: { hasCredits: false, unlimited: false, balance: '0', isOverageLimitReached: false },
      isSpendLimitReached: false,
      additionalLimits: [],
    })
    expect(usage.primary?.resetsAt?.getTime()).toBeGreaterThan(Date.now())
    const { method, path } = simulator.requests.last('usage')
    expect(`${method} ${path}`).toBe('GET /backend-api/wham/usage')
  })

  test('is of a plan, and an API key has none', async () => {
    const { client, simulator } = await connect({ credential: { apiKey: 'sk-fake' } })
    expect(await rejectionOf(client.usage())).toMatchObject({
      code: 'UNSUPPORTED_BY_BACKEND',
      hint: expect.any(String),
    })
    expect(simulator.requests.count()).toBe(0)
  })

  test.each(['', '<html></html>', '{"rate_limit":{}}'])('answered with none: %j', async (body) => {
    const { client, simulator } = await connect()
    simulator.faults.add({ kind: 'answer', on: 'usage', status: 200, body })
    expect(await rejectionOf(client.usage())).toMatchObject({ code: 'SERVER_ERROR', status: 200 })
  })

  test('may be aborted', async () => {
    const { client, simulator } = await connect()
    simulator.faults.add({ kind: 'hang', on: 'usage' })
    const controller = new AbortController()
    const failed = rejectionOf(client.usage({ signal: controller.signal }))
    await simulator.requests.arrival('usage')
    controller.abort('fake reason')
    expect(await failed).toBe('fake reason')
  })
})

describe('an answer about usage', () => {
  test('needs the plan and nothing else', () => {
    expect(parse({ plan_type: 'free' })).toEqual({ planType: 'free', additionalLimits: [] })
  })

  test('may count the reset from now, name further meters and tell of credits', () => {
    const window = { used_percent: 1, reset_after_seconds: 60 }
    expect(
      parse({
        plan_type: 'pro',
        rate_limit: { primary_window: window, secondary_window: null },
        additional_rate_limits: [
          {
            limit_name: 'Spark',
            metered_feature: 'spark',
            rate_limit: { secondary_window: window },
          },
          { rate_limit: null },
          null,
        ],
        credits: { has_credits: true, unlimited: false, balance: 12.5 },
        rate_limit_reached_type: 'workspace_owner_credits_depleted',
        rate_limit_reset_credits: { available_count: 2 },
      }),
    ).toEqual({
      planType: 'pro',
      primary: { usedPercent: 1, resetsAt: new Date('2026-11-26T12:01:00Z') },
      additionalLimits: [
        {
          name: 'Spark',
          meteredFeature: 'spark',
          secondary: { usedPercent: 1, resetsAt: new Date('2026-11-26T12:01:00Z') },
        },
        {},
      ],
      credits: { hasCredits: true, unlimited: false, balance: '12.5' },
      limitReachedType: 'workspace_owner_credits_depleted',
      resetCredits: 2,
    })
  })

  test('never throws, whatever its members are', () => {
    const members = [
      'rate_limit',
      'additional_rate_limits',
      'credits',
      'spend_control',
      'rate_limit_reached_type',
      'rate_limit_reset_credits',
    ]
    const odd = fc.dictionary(fc.constantFrom(...members), fc.jsonValue())
    fc.assert(
      fc.property(odd, (usage) => {
        expect(parse({ ...usage, plan_type: 'plus' })).toMatchObject({ planType: 'plus' })
      }),
    )
  })
})
