import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseModelCatalog } from '../../src/protocol/model-catalog.ts'

const parse = (...models: unknown[]) => parseModelCatalog(JSON.stringify({ models }))
const bare = { reasoningEfforts: [], inputModalities: [], serviceTiers: [] }

describe('a row', () => {
  test('with everything', () => {
    const entry = {
      slug: 'fake-model',
      display_name: 'Fake',
      description: 'A fake model.',
      context_window: 272_000,
      default_reasoning_level: 'medium',
      supported_reasoning_levels: [{ effort: 'low', description: 'Quick' }, { effort: 'high' }],
      input_modalities: ['text', 'image'],
      visibility: 'list',
      priority: 0,
      max_context_window: 872_000,
      supports_reasoning_summaries: true,
      support_verbosity: true,
      default_verbosity: 'low',
      supports_parallel_tool_calls: false,
      service_tiers: [{ id: 'priority', name: 'Fast', description: 'Faster.' }, { id: 'flex' }],
      default_service_tier: 'priority',
      available_in_plans: ['plus', 'pro'],
      minimal_client_version: '0.153.0',
      upgrade: { model: 'fake-next', migration_markdown: '' },
      future: { field: true },
    }
    expect(parse(entry)).toEqual([
      {
        id: 'fake-model',
        displayName: 'Fake',
        description: 'A fake model.',
        contextWindow: 272_000,
        defaultReasoningEffort: 'medium',
        reasoningEfforts: ['low', 'high'],
        inputModalities: ['text', 'image'],
        visibility: 'list',
        priority: 0,
        maxContextWindow: 872_000,
        supportsReasoningSummaries: true,
        supportsVerbosity: true,
        defaultVerbosity: 'low',
        supportsParallelToolCalls: false,
        serviceTiers: [{ id: 'priority', name: 'Fast', description: 'Faster.' }, { id: 'flex' }],
        defaultServiceTier: 'priority',
        availableInPlans: ['plus', 'pro'],
        minimalClientVersion: '0.153.0',
        upgrade: 'fake-next',
      },
    ])
  })

  test('with a slug alone', () => {
    expect(parse({ slug: 'fake-model' })).toEqual([{ id: 'fake-model', ...bare }])
  })

  test('with every other field null or of another shape', () => {
    const odd = (value: unknown) => ({
      slug: 'fake-model',
      display_name: value,
      description: value,
      context_window: value,
      default_reasoning_level: value,
      supported_reasoning_levels: value,
      input_modalities: value,
      visibility: value,
      priority: value,
      max_context_window: value,
      service_tiers: value,
      default_service_tier: value,
      available_in_plans: value,
      minimal_client_version: value,
      upgrade: value,
    })
    for (const value of [null, [7], { a: 1 }, true])
      expect(parse(odd(value))).toEqual([{ id: 'fake-model', ...bare }])
  })

  test.each([null, 7, 'fake', [], {}, { slug: 7 }, { slug: null }, { id: 'fake' }])(
    'without a slug is left out: %j',
    (entry) => {
      expect(parse(entry, { slug: 'kept' })).toMatchObject([{ id: 'kept' }])
    },
  )
})

test('rows come by priority, those without one last, in their order', () => {
  const rows = parse(
    { slug: 'none-1' },
    { slug: 'second', priority: 2 },
    { slug: 'none-2' },
    { slug: 'first', priority: -1 },
    { slug: 'also-second', priority: 2 },
  )
  expect(rows?.map((row) => row.id)).toEqual(['first', 'second', 'also-second', 'none-1', 'none-2'])
})

test.each(['', 'null', '[]', '{}', '{"models":{}}', '{"models":null}', '<html>', '{"models":['])(
  '%j is no catalogue',
  (text) => {
    expect(parseModelCatalog(text)).toBeUndefined()
  },
)

test('an empty catalogue is one', () => {
  expect(parse()).toEqual([])
})

test('no JSON throws, and every row has its id', () => {
  const entry = fc.dictionary(
    fc.constantFrom('slug', 'priority', 'supported_reasoning_levels', 'input_modalities', 'x'),
    fc.jsonValue(),
  )
  const models = fc.array(fc.oneof(entry, fc.jsonValue()))
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        models.map((rows) => JSON.stringify({ models: rows })),
      ),
      (text) => {
        for (const row of parseModelCatalog(text) ?? []) expect(typeof row.id).toBe('string')
      },
    ),
  )
})
