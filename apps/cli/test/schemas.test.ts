import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { assert, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isStrict } from '../src/schemas/is-strict.ts'
import { manyOf, parseShortForm } from '../src/schemas/short-form.ts'
import { openKeptWorld } from './support/kept-world.ts'

const object = (properties: Record<string, object>) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
})

describe('the short form', () => {
  it.for<[text: string, properties: Record<string, object>]>([
    ['name', { name: { type: 'string' } }],
    ['name, age int', { name: { type: 'string' }, age: { type: 'integer' } }],
    [
      'a str,b int,c float,d bool',
      {
        a: { type: 'string' },
        b: { type: 'integer' },
        c: { type: 'number' },
        d: { type: 'boolean' },
      },
    ],
    ['bio: one sentence', { bio: { type: 'string', description: 'one sentence' } }],
    ['age int: in years: whole', { age: { type: 'integer', description: 'in years: whole' } }],
    [
      '\n  name: first, then last\n\n  age int\n',
      {
        name: { type: 'string', description: 'first, then last' },
        age: { type: 'integer' },
      },
    ],
    ['a:, b', { a: { type: 'string' }, b: { type: 'string' } }],
    ['__proto__ int', Object.fromEntries([['__proto__', { type: 'integer' }]])],
    ['one_word, two-words', { one_word: { type: 'string' }, 'two-words': { type: 'string' } }],
  ])('%j', ([text, properties]) => {
    expect(parseShortForm(text)).toEqual(object(properties))
  })

  it.for<[text: string, why: string]>([
    ['', 'it names no field'],
    [' , ,', 'it names no field'],
    ['1st', '"1st" cannot be the name of a field'],
    ['dog.json', '"dog.json" cannot be the name of a field'],
    [': words', '"" cannot be the name of a field'],
    ['name, name int', '"name" is named twice'],
    ['age number', '"number" is no type; there are str, int, float, bool'],
    ['age int float', '"int float" is no type; there are str, int, float, bool'],
  ])('%j is none', ([text, why]) => {
    expect(parseShortForm(text)).toBe(why)
  })

  it('gives for any text words, or a schema that can be held to exactly', () => {
    assert(
      property(string({ unit: 'binary-ascii' }), (text) => {
        const schema = parseShortForm(text)
        const isGood =
          typeof schema === 'string' ? schema !== '' : isStrict(schema) && isStrict(manyOf(schema))
        expect(isGood).toBe(true)
      }),
    )
  })
})

it.for<[schema: object, strict: boolean]>([
  [object({}), true],
  [object({ a: object({ b: {} }) }), true],
  [{ ...object({ a: {} }), required: [] }, false],
  [{ ...object({}), additionalProperties: true }, false],
  [{ type: 'object' }, false],
  [{ properties: {} }, false],
  [object({ a: { type: 'array', items: { type: 'object' } } }), false],
  [object({ a: { type: ['object', 'null'] } }), false],
  [object({ a: { anyOf: [object({}), { type: 'object' }] } }), false],
  [object({ a: { enum: [{ type: 'object' }] } }), true],
  [object({ type: { type: 'string' }, properties: { type: 'string' } }), true],
  [{ ...object({}), $defs: { type: object({}) } }, true],
])('%j can be held to exactly: %s', ([schema, strict]) => {
  expect(isStrict(schema)).toBe(strict)
})

describe('--schema', () => {
  it('asks for an answer of that form', async () => {
    await using world = await openKeptWorld()
    const { stdout, exitCode } = await world.run([
      '--schema',
      'name, age int',
      '-o',
      'verbosity',
      'low',
      'A dog',
    ])
    expect(exitCode).toBe(0)
    expect(world.sent()['text']).toEqual({
      verbosity: 'low',
      format: {
        type: 'json_schema',
        name: 'answer',
        strict: true,
        schema: object({ name: { type: 'string' }, age: { type: 'integer' } }),
      },
    })
    expect(Object.keys(JSON.parse(stdout))).toEqual(['name', 'age'])
  })

  it('takes JSON, a file, the id of one that was used, and many of each', async () => {
    await using world = await openKeptWorld()
    const loose = { type: 'object', properties: { a: { type: 'string' } } }
    const formatSent = () => world.sent()['text'].format
    await world.run(['--schema', JSON.stringify(loose), 'x'])
    expect(formatSent()).toMatchObject({ schema: loose, strict: false })
    const file = join(world.folder, 'dog.json')
    await writeFile(file, JSON.stringify(object({ a: {} })))
    await world.run(['--schema-multi', file, 'x'])
    expect(formatSent()).toMatchObject({ schema: manyOf(object({ a: {} })), strict: true })
    const { stdout } = await world.run(['schemas'])
    const ids = stdout.split('\n').flatMap((line) => /^[0-9a-f]{32}/.exec(line)?.[0] ?? [])
    expect(ids).toHaveLength(2)
    expect(stdout).toMatch(/1 time .*\{items: \[\{a\}\]\}$/m)
    await world.run(['--schema', ids[0]?.slice(0, 8) ?? '', 'x'])
    expect(formatSent()['schema']).toEqual(loose)
    expect(JSON.parse((await world.run(['schemas', 'show', ids[0] ?? ''])).stdout)).toEqual(loose)
    expect((await world.run(['schemas', '--full'])).stdout).toContain(
      '"additionalProperties": false',
    )
    const listed = JSON.parse((await world.run(['schemas', '--json'])).stdout)
    expect(listed).toHaveLength(2)
  })

  it.for<[schema: string, what: RegExp]>([
    ['{"type": "object"', /The schema is no JSON/],
    ['{"type": "objekt"}', /is no JSON schema: must be .* at \/type/],
    ['{"type": "object", "properties": []}', /is no JSON schema: must be object at \/properties/],
    ['{"type": "array", "items": {}}', /must describe an object at its root/],
    ['dog.json', /is no file, no id in the log and no short form/],
    ['deadbeef00 x', /"x" is no type/],
    ['', /it names no field/],
    ['t:nowhere', /no template nowhere/],
  ])('refuses %j before anything is sent', async ([schema, what]) => {
    await using world = await openKeptWorld()
    const { stdout, lines, exitCode } = await world.run(['--schema', schema, 'x'])
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatch(what)
    expect(world.simulator.requests.count()).toBe(0)
  })
})

describe('schemas', () => {
  it('dsl shows what a short form stands for', async () => {
    await using world = await openKeptWorld()
    const { stdout } = await world.run(['schemas', 'dsl', 'name', '--multi'])
    expect(JSON.parse(stdout)).toEqual(manyOf(object({ name: { type: 'string' } })))
  })

  it.for<[args: string[], what: RegExp]>([
    [['dsl'], /needs <short-form>/],
    [['dsl', '1'], /no short form: "1" cannot/],
    [['show', 'abcdef'], /no schema abcdef/],
    [['show', 'abcdef', 'x'], /takes no "x"/],
    [['list', '--multi'], /has no --multi/],
    [['of', 'cars'], /no `via-codex schemas of`/],
  ])('%j is refused', async ([args, what]) => {
    await using world = await openKeptWorld()
    const { lines, exitCode } = await world.run(['schemas', ...args])
    expect(exitCode).toBe(2)
    expect(lines[0]).toMatch(what)
  })
})
