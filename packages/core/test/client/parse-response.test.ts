import {
  incompleteScenario,
  refusalScenario,
  textScenario,
  type JsonObject,
} from '@via-codex/simulator'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import * as mini from 'zod/mini'
import { toStrictSchema } from '../../src/client/strict-schema.ts'
import { connect } from '../support/connect.ts'
import { expectNothingUnhandled, rejectionOf } from '../support/failures.ts'

expectNothingUnhandled()

const bird = z.object({ name: z.string(), wingspan: z.number().nullable() })
const request = { model: 'gpt-5.5', input: 'Name a bird.', schema: bird }
const answer = '{"name":"Albatross","wingspan":350}'
const birdSchema = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    wingspan: { type: ['number', 'null'] },
  },
  required: ['name', 'wingspan'],
  additionalProperties: false,
}

describe('responses.parse', () => {
  test('asks for the shape, and gives it checked', async () => {
    const { client, simulator } = await connect()
    simulator.scenario(textScenario(answer))
    const response = await client.responses.parse({ ...request, text: { verbosity: 'low' } })
    expect(response).toMatchObject({ status: 'completed', output_text: answer })
    expect(response.output_parsed).toEqual({ name: 'Albatross', wingspan: 350 })
    const body = simulator.requests.last('responses').body as JsonObject
    expect(body['text']).toEqual({
      verbosity: 'low',
      format: { type: 'json_schema', name: 'output', strict: true, schema: birdSchema },
    })
    expect(body).not.toHaveProperty('schema')
  })

  test('gives what the schema makes of it, and takes a name', async () => {
    const { client, simulator } = await connect()
    simulator.scenario(textScenario('{"at":"2026-11-26"}'))
    const schema = z.object({ at: z.string().transform((text) => new Date(text)) })
    const { output_parsed } = await client.responses.parse({
      ...request,
      schema,
      schemaName: 'when',
    })
    expect(output_parsed).toEqual({ at: new Date('2026-11-26') })
    expect(simulator.requests.last('responses').body).toMatchObject({
      text: { format: { name: 'when' } },
    })
  })

  test('takes a JSON schema beside one that cannot describe itself, and one that is not strict', async () => {
    const { client, simulator } = await connect()
    simulator.scenario(textScenario('{}'))
    const schema = mini.object({ name: mini.optional(mini.string()) })
    const jsonSchema = mini.toJSONSchema(schema, { io: 'input' })
    const response = await client.responses.parse({ ...request, schema, jsonSchema, strict: false })
    expect(response.output_parsed).toEqual({})
    expect(simulator.requests.last('responses').body).toMatchObject({
      text: { format: { strict: false, schema: { properties: { name: { type: 'string' } } } } },
    })
  })

  test.each([
    ['a refusal', refusalScenario('No.'), 'refusal', /refused: No\./],
    ['an early end', incompleteScenario('{"name":'), 'max_output_tokens', /stopped short/],
    ['a filter', incompleteScenario('', 'content_filter'), 'content_filter', /content_filter/],
    ['text', textScenario('An albatross.'), 'invalid_output', /no JSON/],
    ['nothing', textScenario(''), 'invalid_output', /no JSON/],
    ['another shape', textScenario('{"name":7,"wingspan":1}'), 'invalid_output', /name: /],
  ])('fails by name on %s', async (_about, scenario, responseCode, message) => {
    const { client, simulator } = await connect()
    simulator.scenario(scenario)
    const error = await rejectionOf(client.responses.parse(request))
    expect(error).toMatchObject({
      code: 'RESPONSE_FAILED',
      responseCode,
      message: expect.stringMatching(message),
      hint: expect.any(String),
      partial: { outputText: expect.any(String) },
    })
  })

  test.each<[RegExp, object]>([
    [/schema must be a schema/, { schema: birdSchema }],
    [/schema must be a schema/, { schema: undefined }],
    [/schemaName/, { schemaName: 'a b' }],
    [/of zod.*jsonSchema/, { schema: mini.object({}) }],
    [/schema must describe an object/, { schema: z.array(bird) }],
    [/schema has no JSON schema/, { schema: z.object({ at: z.date() }) }],
    [/schema\.properties\.name is optional/, { schema: z.object({ name: z.string().optional() }) }],
    [
      /schema\.properties\.all allows any member/,
      { schema: z.object({ all: z.record(z.string(), z.string()) }) },
    ],
    [/model/, { model: '' }],
  ])('a wrong request is a TypeError, and nothing is sent: %s', async (message, wrong) => {
    const { client, simulator } = await connect()
    const error = await rejectionOf(client.responses.parse({ ...request, ...wrong }))
    expect(error).toBeInstanceOf(TypeError)
    expect(String(error)).toMatch(message)
    expect(simulator.requests.count()).toBe(0)
  })
})

describe('a strict schema', () => {
  test('is closed wherever it holds objects', () => {
    const open = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] }
    const closed = { ...open, additionalProperties: false }
    const holding = (inner: object) => ({
      type: 'object',
      properties: {
        list: { type: 'array', items: inner },
        union: { anyOf: [inner, { type: 'null' }] },
      },
      required: ['list', 'union'],
      $defs: { inner, any: true, nullable: { ...inner, type: ['object', 'null'] } },
      prefixItems: [inner],
      description: 'kept',
    })
    expect(toStrictSchema(holding(open), 'schema')).toEqual({
      ...holding(closed),
      additionalProperties: false,
    })
  })

  test('stays as it is, whatever it holds, and the one given is not touched', () => {
    const leaf = fc.constantFrom(
      { type: 'string' },
      { type: ['number', 'null'] },
      { enum: ['a', 1] },
    )
    const { schema } = fc.letrec<{ schema: object }>((tie) => ({
      schema: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        leaf,
        tie('schema').map((items) => ({ type: 'array', items })),
        fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
        fc
          .dictionary(fc.string(), tie('schema'), { maxKeys: 3 })
          .map((properties) => ({ type: 'object', properties, required: Object.keys(properties) })),
      ),
    }))
    fc.assert(
      fc.property(schema, (given) => {
        const before = JSON.stringify(given)
        const strict = toStrictSchema(given as Record<string, unknown>, 'schema')
        expect(JSON.stringify(given)).toBe(before)
        expect(toStrictSchema(strict, 'schema')).toEqual(strict)
        const objects = JSON.stringify(strict).split('"type":"object"').length
        const closed = JSON.stringify(strict).split('"additionalProperties":false').length
        expect(closed).toBe(objects)
      }),
    )
  })

  test('names the place of what cannot be', () => {
    const schema = z.object({ birds: z.array(z.object({ name: z.string().optional() })) })
    expect(() => toStrictSchema(z.toJSONSchema(schema, { io: 'input' }), 'schema')).toThrow(
      'schema.properties.birds.items.properties.name is optional',
    )
  })
})
