import { describe, expect, it } from 'vitest'
import { parsePromptArguments } from '../src/prompt/parse-prompt-arguments.ts'

describe('parsePromptArguments', () => {
  it.for<[line: string, words: string[], modelOptions: object]>([
    ['a b', ['a', 'b'], {}],
    ['-o reasoning_effort high a', ['a'], { reasoning: { effort: 'high' } }],
    ['a -o reasoning_effort high b', ['a', 'b'], { reasoning: { effort: 'high' } }],
    ['-o reasoning_effort=high a', ['a'], { reasoning: { effort: 'high' } }],
    ['--option verbosity low a', ['a'], { text: { verbosity: 'low' } }],
    ['--option=verbosity low a', ['a'], { text: { verbosity: 'low' } }],
    ['-overbosity low a', ['a'], { text: { verbosity: 'low' } }],
    ['-uo verbosity low a', ['a'], { text: { verbosity: 'low' } }],
    ['-o service_tier flex a', ['a'], { service_tier: 'flex' }],
    ['-o verbosity low -o verbosity high a', ['a'], { text: { verbosity: 'high' } }],
    [
      '-o reasoning_effort low -o reasoning_summary auto a',
      ['a'],
      { reasoning: { effort: 'low', summary: 'auto' } },
    ],
    ['-- -o b', ['-o', 'b'], {}],
    ['-m x -s y a', ['a'], {}],
  ])('%s', ([line, words, modelOptions]) => {
    expect(parsePromptArguments(line.split(' '))).toMatchObject({ words, modelOptions })
  })

  it.for<[line: string, message: RegExp]>([
    ['-o', /Option '-o/],
    ['-o verbosity', /-o verbosity lacks its value/],
    ['-o verbosity -- low', /-o verbosity lacks its value/],
    ['-o verbosity -m x low', /-o verbosity lacks its value/],
    ['-o verbosity -o verbosity low', /-o verbosity lacks its value/],
    ['-o __proto__ x', /-o __proto__ is no option/],
    ['-o toString x', /-o toString is no option/],
    ['-o top_p 1', /-o top_p cannot be used/],
    ['--no-such a', /Unknown option '--no-such'/],
    ['--json=yes a', /--json/],
  ])('refuses %s', ([line, message]) => {
    expect(() => parsePromptArguments(line.split(' '))).toThrow(message)
  })
})
