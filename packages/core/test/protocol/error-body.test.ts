import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseErrorBody } from '../../src/protocol/error-body.ts'

test.each<[string, unknown, object]>([
  [
    'an error object',
    { error: { code: 'Some_Code', type: 'Some_Type', message: 'Text.', param: 'input' } },
    { code: 'some_code', type: 'some_type', message: 'Text.', param: 'input' },
  ],
  [
    'a used-up allowance',
    {
      error: {
        type: 'usage_limit_reached',
        plan_type: 'plus',
        resets_at: 60,
        resets_in_seconds: 5,
      },
    },
    {
      type: 'usage_limit_reached',
      planType: 'plus',
      resetsAt: new Date(60_000),
      resetsInSeconds: 5,
    },
  ],
  ['an error text', { error: 'Invalid_Grant' }, { code: 'invalid_grant' }],
  [
    'an error text with a description',
    { error: 'invalid_grant', error_description: 'Text.' },
    { code: 'invalid_grant', message: 'Text.' },
  ],
  [
    'a code at the top',
    { code: 'Fake_Code', message: 'Text.' },
    { code: 'fake_code', message: 'Text.' },
  ],
  ['a detail text', { detail: 'Text.' }, { message: 'Text.' }],
  [
    'a detail text with a code',
    { detail: 'Text.', code: 'Fake' },
    { message: 'Text.', code: 'fake' },
  ],
  [
    'a detail object',
    { detail: { code: 'Fake', message: 'Text.' } },
    { code: 'fake', message: 'Text.' },
  ],
  [
    'an error object beside a detail',
    { detail: 'Text.', error: { code: 'fake' } },
    { code: 'fake' },
  ],
  ['a detail list', { detail: [{ loc: ['body'], msg: 'Field required' }] }, {}],
  ['an error that is null', { error: null, message: 'Text.' }, { message: 'Text.' }],
  ['fields of other kinds', { error: { code: 7, type: null, message: {}, param: [] } }, {}],
  ['empty fields', { error: { code: '', message: '' } }, {}],
  ['an instant beyond all dates', { error: { code: 'fake', resets_at: 1e300 } }, { code: 'fake' }],
  ['an instant that is a text', { error: { code: 'fake', resets_at: 'soon' } }, { code: 'fake' }],
  ['a list', [{ error: 'fake' }], {}],
  ['null', null, {}],
  ['a text', 'fake', {}],
])('%s', (_about, body, expected) => {
  expect(parseErrorBody(JSON.stringify(body))).toEqual(expected)
})

test.each(['', '<html><title>502</title></html>', '{"error":', 'Unauthorized'])(
  'what is no JSON says nothing: %j',
  (text) => {
    expect(parseErrorBody(text)).toEqual({})
  },
)

test('no body, however made, throws or gives a date that is none', () => {
  const numbers = fc.oneof(fc.double(), fc.integer())
  const source = fc.record({ code: fc.anything(), resets_at: numbers, resets_in_seconds: numbers })
  const bodies = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .record({ error: fc.oneof(source, fc.json()), detail: fc.json() })
      .map((body) => fc.stringify(body)),
    source.map((error) => JSON.stringify({ error: { ...error, code: 'fake' } })),
  )
  fc.assert(
    fc.property(bodies, (text) => {
      const { resetsAt, resetsInSeconds = 0 } = parseErrorBody(text)
      expect(Number.isNaN(resetsAt?.getTime() ?? 0)).toBe(false)
      expect(Number.isFinite(resetsInSeconds)).toBe(true)
    }),
  )
})
