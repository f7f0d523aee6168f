import { describe, expect, test } from 'vitest'
import { parseRateLimitEvent } from '../../src/protocol/rate-limit-event.ts'
import { parseRateLimitHeaders } from '../../src/protocol/rate-limit.ts'

const parse = (headers: Record<string, string>) => {
  const read = new Headers(
    Object.entries(headers).map(([name, value]): [string, string] => [`x-codex-${name}`, value]),
  )
  return parseRateLimitHeaders((name) => read.get(name))
}

test.each<[string, Record<string, string>, object | undefined]>([
  ['nothing', {}, undefined],
  [
    'everything',
    {
      'primary-used-percent': '12.5',
      'primary-window-minutes': '300',
      'primary-reset-at': '1800000000',
      'secondary-used-percent': '101',
      'secondary-window-minutes': '10080',
      'secondary-reset-at': '1800600000',
      'plan-type': 'plus',
      'credits-has-credits': 'true',
      'credits-unlimited': '0',
      'credits-balance': '12.34',
    },
    {
      primary: { usedPercent: 12.5, windowMinutes: 300, resetsAt: new Date(1_800_000_000_000) },
      secondary: { usedPercent: 101, windowMinutes: 10_080, resetsAt: new Date(1_800_600_000_000) },
      planType: 'plus',
      credits: { hasCredits: true, unlimited: false, balance: '12.34' },
    },
  ],
  ['use alone', { 'primary-used-percent': '3' }, { primary: { usedPercent: 3 } }],
  ['no use, no window', { 'primary-used-percent': '0', 'primary-window-minutes': '0' }, undefined],
  [
    'no use, but a window',
    { 'primary-used-percent': '0', 'primary-window-minutes': '300' },
    { primary: { usedPercent: 0, windowMinutes: 300 } },
  ],
  [
    'no use, but a reset',
    { 'secondary-used-percent': '0', 'secondary-reset-at': '60' },
    { secondary: { usedPercent: 0, resetsAt: new Date(60_000) } },
  ],
  ['a window without use', { 'primary-window-minutes': '300' }, undefined],
  ['a use that is no number', { 'primary-used-percent': 'some' }, undefined],
  ['a use that is empty', { 'primary-used-percent': '' }, undefined],
  ['an endless use', { 'primary-used-percent': 'Infinity' }, undefined],
  [
    'a reset beyond all dates',
    { 'primary-used-percent': '3', 'primary-reset-at': '1e300' },
    { primary: { usedPercent: 3 } },
  ],
  ['a plan alone', { 'plan-type': 'free' }, { planType: 'free' }],
  ['half of the credits', { 'credits-has-credits': 'true' }, undefined],
  [
    'credits in other words',
    { 'credits-has-credits': 'yes', 'credits-unlimited': 'no' },
    undefined,
  ],
  [
    'credits without a balance',
    { 'credits-has-credits': '1', 'credits-unlimited': 'false', 'credits-balance': '' },
    { credits: { hasCredits: true, unlimited: false } },
  ],
])('%s', (_about, headers, expected) => {
  expect(parse(headers)).toEqual(expected)
})

describe('an event of the limits', () => {
  const window = { used_percent: 12.5, window_minutes: 300, reset_at: 1_800_000_000 }
  const resetsAt = new Date(1_800_000_000_000)

  test.each<[unknown, object | undefined]>([
    [
      {
        plan_type: 'plus',
        rate_limits: { primary: window, secondary: null },
        credits: { has_credits: true, unlimited: false, balance: '7' },
      },
      {
        primary: { usedPercent: 12.5, windowMinutes: 300, resetsAt },
        planType: 'plus',
        credits: { hasCredits: true, unlimited: false, balance: '7' },
      },
    ],
    [{ rate_limits: { primary: { used_percent: 3 } } }, { primary: { usedPercent: 3 } }],
    [{ rate_limits: { primary: { used_percent: 0 } } }, undefined],
    [{ rate_limits: { primary: { used_percent: 'much' } }, plan_type: 'pro' }, { planType: 'pro' }],
    [{ credits: { has_credits: 'yes' } }, undefined],
    [{}, undefined],
    [null, undefined],
    ['text', undefined],
  ])('%j says %j', (event, expected) => {
    expect(parseRateLimitEvent(event)).toEqual(expected)
  })
})
