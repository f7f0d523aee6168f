import { describe, expect, it } from 'vitest'
import { commandFirst } from '../src/command-first.ts'
import { toModelOptions } from '../src/prompt/model-options.ts'
import { parsePromptArguments } from '../src/prompt/parse-prompt-arguments.ts'

describe('parsePromptArguments', () => {
  it.for<[line: string, words: string[], options: object]>([
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
    ['-o image_detail low a', ['a'], { imageDetail: 'low' }],
    ['-o parallel_tool_calls false a', ['a'], { parallel_tool_calls: false }],
    ['-o reasoning_summary none a', ['a'], { reasoning: { summary: null } }],
    ['-o prompt_cache_key k=1 a', ['a'], { prompt_cache_key: 'k=1' }],
    ['-- -o b', ['-o', 'b'], {}],
    ['-m x -s y a', ['a'], {}],
  ])('%s', ([line, words, options]) => {
    const parsed = parsePromptArguments(line.split(' '))
    expect(parsed.words).toEqual(words)
    expect(toModelOptions(parsed.options)).toEqual(options)
  })

  it('keeps attachments in their order, with the types that are named', () => {
    const line = '-a a.jpg --at b=c image/png x --attachment https://example.org/ -a -'
    expect(parsePromptArguments(line.split(' '))).toMatchObject({
      words: ['x'],
      attachments: [
        { source: 'a.jpg' },
        { source: 'b=c', type: 'image/png' },
        { source: 'https://example.org/' },
        { source: '-' },
      ],
    })
  })

  it.for<[line: string, message: RegExp]>([
    ['--at photo.jpg', /--at photo.jpg lacks its value/],
    ['-a - --at - text/plain', /"-" can be given once/],
    ['-o reasoning_effort huge a', /reasoning_effort huge: there is no such value/],
    ['-o service_tier auto a', /service_tier auto: there is no such value/],
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

describe('commandFirst', () => {
  it.for<[line: string, reordered: string]>([
    ['--codex-home /x auth refresh', 'auth --codex-home /x refresh'],
    ['--profile=work --debug models --json', 'models --profile=work --debug --json'],
    ['--simulate --timeout 9 usage', 'usage --simulate --timeout 9'],
    [
      '--store file --credential codex --refresh never doctor',
      'doctor --store file --credential codex --refresh never',
    ],
    ['--debug prompt models', 'prompt --debug models'],
    ['--debug help models', 'help models'],
  ])('of %j is %j', ([line, reordered]) => {
    expect(commandFirst(line.split(' '))).toEqual(reordered.split(' '))
  })

  it.for<[args: string[]]>([
    [[]],
    [['models', '--debug']],
    [['--debug']],
    [['--codex-home']],
    [['--debug', 'Hello', 'models']],
    [['--codex-home', '/x', 'auth refresh']],
    [['--codex-home', 'models']],
    [['--profile', 'models', 'hi']],
    [['--debug', '--', 'models']],
    [['-m', 'gpt-5.5', 'models', 'of', 'cars']],
    [['--debug', '-u', 'models', 'of', 'cars']],
    [['--json', 'models']],
    [['--constructor', 'models']],
  ])('leaves %j as it is', ([args]) => {
    expect(commandFirst(args)).toEqual(args)
  })
})
