import { expect, test } from 'vitest'
import { exampleOfSchema } from '../../src/brain/example-of-schema.ts'
import type { JsonObject } from '../../src/index.ts'

test.each<[string, JsonObject, unknown]>([
  ['const', { const: 5 }, 5],
  ['enum', { enum: ['a', 'b'] }, 'a'],
  ['boolean', { type: 'boolean' }, true],
  ['null', { type: 'null' }, null],
  ['integer in bounds', { type: 'integer', minimum: 10, maximum: 12 }, 10],
  ['exclusive bounds', { type: 'integer', exclusiveMinimum: 3, exclusiveMaximum: 5 }, 4],
  ['multiple', { type: 'integer', multipleOf: 7, minimum: 8 }, 14],
  ['format', { type: 'string', format: 'date' }, '2026-01-31'],
  ['length', { type: 'string', minLength: 9, maxLength: 9 }, 'example..'],
  ['list', { type: 'array', items: { type: 'integer' }, minItems: 2 }, [1, 1]],
  ['empty list', { type: 'array', maxItems: 0 }, []],
  ['tuple', { prefixItems: [{ const: 1 }, { const: 2 }], items: false, type: 'array' }, [1, 2]],
  ['type list', { type: ['null', 'boolean'] }, true],
  ['anyOf', { anyOf: [{ type: 'null' }, { const: 'x' }] }, 'x'],
  [
    'allOf',
    {
      allOf: [
        { type: 'object', properties: { a: { const: 1 } } },
        { properties: { b: { const: 2 } } },
      ],
    },
    { a: 1, b: 2 },
  ],
  ['reference', { $ref: '#/$defs/a', $defs: { a: { const: 'deep' } } }, 'deep'],
])('%s', (_name, schema, expected) => {
  expect(exampleOfSchema(schema, '')).toEqual(expected)
})

test('a schema that contains itself comes to an end', () => {
  const schema = {
    type: 'object',
    properties: {
      value: { type: 'integer' },
      next: { anyOf: [{ $ref: '#' }, { type: 'null' }] },
      children: { type: 'array', items: { $ref: '#' } },
    },
    required: ['value', 'next', 'children'],
  }
  expect(JSON.stringify(exampleOfSchema(schema, '')).length).toBeLessThan(20_000)
})
