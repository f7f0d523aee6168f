import { inspect } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { StreamError } from '../../src/errors/stream-error.ts'
import {
  findResponseFailure,
  isEndEvent,
  isRetryableResponseCode,
  parseResponseEvent,
  responseFailureOf,
} from '../../src/events/response-events.ts'
import { thrownBy } from '../support/failures.ts'
import type { ResponseEvent } from '../../src/protocol/response-event.ts'

const event = (value: object) => value as ResponseEvent

describe('parseResponseEvent', () => {
  test.each([
    ['an event', '{"type":"response.fake","a":[1]}', { type: 'response.fake', a: [1] }],
    ['[DONE]', '[DONE]', undefined],
    ['[DONE] with blanks', ' [DONE] ', undefined],
    ['an object without a type', '{"a":1}', undefined],
    ['a type that is no text', '{"type":7}', undefined],
    ['null', 'null', undefined],
    ['a list', '[{"type":"x"}]', undefined],
    ['a text', '"type"', undefined],
    ['a number', '7', undefined],
  ])('%s', (_about, data, expected) => {
    expect(parseResponseEvent(data, 0)).toEqual(expected)
  })

  test('what is no JSON fails by name, tells where, and quotes nothing', () => {
    const data = '{"type":"response.fake","text":"fake-secret-content'
    const error = thrownBy(() => parseResponseEvent(data, 4711))
    expect(error).toBeInstanceOf(StreamError)
    expect(error).toMatchObject({
      code: 'STREAM_MALFORMED',
      offsetBytes: 4711,
      isRetryable: false,
      hint: expect.any(String),
    })
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('fake-secret')
  })

  test('any text is an event, nothing, or a named failure', () => {
    const texts = fc.oneof(fc.string(), fc.json(), fc.constantFrom('', '{', '[DONE', 'undefined'))
    fc.assert(
      fc.property(texts, (text) => {
        const read = () => parseResponseEvent(text, 1)?.type ?? 'nothing'
        expect([undefined, 'STREAM_MALFORMED']).toContain((thrownBy(read) as StreamError)?.code)
      }),
    )
  })
})

test.each([
  ['response.completed', true],
  ['response.incomplete', true],
  ['response.failed', false],
  ['response.done', false],
  ['response.created', false],
  ['error', false],
])('isEndEvent of %s is %s', (type, expected) => {
  expect(isEndEvent(event({ type }))).toBe(expected)
})

describe('responseFailureOf', () => {
  const failed = (error: unknown) => ({ type: 'response.failed', response: { error } })
  const noReason = { message: expect.any(String) }
  test.each<[string, object, object | undefined]>([
    ['failed', failed({ code: 'A_B', message: 'm' }), { code: 'a_b', message: 'm' }],
    ['failed without a code', failed({ type: 'T', message: 'm' }), { code: 't', message: 'm' }],
    ['failed with a null error', failed(null), noReason],
    ['failed with a null code', failed({ code: null, message: '' }), noReason],
    ['failed with a text for an error', failed('boom'), noReason],
    ['failed without a response', { type: 'response.failed' }, noReason],
    ['failed with a null response', { type: 'response.failed', response: null }, noReason],
    ['flat error', { type: 'error', code: 'X', message: 'm' }, { code: 'x', message: 'm' }],
    ['flat error, null code', { type: 'error', code: null, message: 'm' }, { message: 'm' }],
    [
      'nested error',
      { type: 'error', error: { type: 'y', code: 'X', message: 'm' } },
      { code: 'x', message: 'm' },
    ],
    [
      'nested error by type only',
      { type: 'error', error: { type: 'Y' } },
      { code: 'y', ...noReason },
    ],
    ['bare error', { type: 'error' }, noReason],
    ['error as text', { type: 'error', error: 'boom' }, noReason],
    ['a text delta', { type: 'response.output_text.delta', delta: 'error' }, undefined],
    ['an unknown event', { type: 'response.fake', error: { code: 'x' } }, undefined],
    ['a good end', { type: 'response.completed', response: { error: null } }, undefined],
  ])('%s', (_about, value, expected) => {
    const failure = responseFailureOf(event(value))
    expect(failure).toEqual(expected)
    expect(failure?.message).not.toBe('')
  })
})

describe('findResponseFailure', () => {
  test('makes an error of a failure, whatever its shape', () => {
    const reported = { code: 'server_error', message: 'Why.' }
    for (const value of [
      { type: 'response.failed', response: { error: reported } },
      { type: 'error', error: reported },
      { ...reported, type: 'error' },
    ]) {
      expect(findResponseFailure(value)).toMatchObject({
        code: 'RESPONSE_FAILED',
        responseCode: 'server_error',
        isRetryable: true,
        message: expect.stringContaining('Why.'),
      })
    }
  })

  test('finds none in other events', () => {
    expect(findResponseFailure({ type: 'response.completed' })).toBeUndefined()
  })
})

test.each([
  [undefined, true],
  ['rate_limit_exceeded', true],
  ['slow_down', true],
  ['server_error', true],
  ['server_is_overloaded', true],
  ['context_length_exceeded', false],
  ['insufficient_quota', false],
  ['usage_limit_reached', false],
  ['usage_not_included', false],
  ['invalid_prompt', false],
  ['model_not_found', false],
  ['constructor', false],
])('a failure with the code %s may succeed when sent again: %s', (code, expected) => {
  expect(isRetryableResponseCode(code)).toBe(expected)
})
