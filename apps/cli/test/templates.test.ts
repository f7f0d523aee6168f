import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { assert, pre, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fillIn } from '../src/templates/fill-in.ts'
import { parseTemplate } from '../src/templates/parse-template.ts'
import { openKeptWorld, type KeptWorld } from './support/kept-world.ts'

const textSent = (world: KeptWorld) => world.sent()['input'].at(-1).content[0].text

async function writeTemplate(world: KeptWorld, name: string, text: string): Promise<void> {
  const file = join(world.folder, 'config', 'templates', `${name}.yaml`)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}

describe('fillIn', () => {
  const given = new Map([
    ['voice', 'GlaDOS'],
    ['n', '$input'],
  ])

  it.for<[prompt: string | undefined, input: string, filled: string, missing?: string[]]>([
    ['Sum up: $input', 'abc', 'Sum up: abc'],
    ['Sum up: ${input}s', 'abc', 'Sum up: abcs'],
    ['$input and $input', 'a', 'a and a'],
    ['As $voice: $input', 'a', 'As GlaDOS: a'],
    ['$$5, $5 and 5$', '', '$5, $5 and 5$'],
    ['$n', 'x', '$input\n\nx'],
    ['Hello', 'more', 'Hello\n\nmore'],
    ['Hello', '', 'Hello'],
    [undefined, 'just this, $voice', 'just this, $voice'],
    ['$who and $what', 'x', '$who and $what\n\nx', ['who', 'what']],
    ['$input', '', '$input', ['input']],
    ['$tone', '', 'dry'],
    ['$toString', '', '$toString', ['toString']],
  ])('%j with %j', ([prompt, input, filled, missing = []]) => {
    const template = { ...(prompt !== undefined && { prompt }), defaults: { tone: 'dry' } }
    const result = fillIn(template, input, given)
    expect(result).toEqual({ prompt: filled, system: undefined, missing })
  })

  it('leaves any input as it is', () => {
    assert(
      property(string(), (input) => {
        pre(input.trim() !== '')
        expect(fillIn({ prompt: '<$input>' }, input, given).prompt).toBe(`<${input}>`)
      }),
    )
  })
})

it.for<[text: string, what: RegExp]>([
  ['prompt: [', /wrong: Flow sequence/],
  ['- a', /must be a text or an object/],
  ['', /must be a text or an object/],
  ['promt: x', /"promt" is unknown/],
  ['toString: x', /"toString" is unknown/],
  ['prompt: 3', /"prompt" must be a text/],
  ['extract: maybe', /"extract" must be true or false/],
  ['fragments: a', /"fragments" must be a list of texts/],
  ['defaults: [a]', /"defaults" must be names with values/],
  ['schema_object: x', /"schema_object" must be a JSON schema/],
  ['a: &a x\nprompt: *a', /wrong/],
])('a template %j is refused', ([text, what]) => {
  expect(() => parseTemplate(text, 'x')).toThrow(what)
})

describe('-t', () => {
  it('uses all that a template says, and what is given goes before it', async () => {
    await using world = await openKeptWorld()
    await writeFile(join(world.folder, 'rules.md'), 'The rules.')
    await writeTemplate(
      world,
      'roast',
      `name: roast
model: gpt-6-luna
system: Be $tone.
prompt: "Roast: $input"
defaults: {tone: dry, times: 3}
options: {verbosity: low, reasoning_effort: high}
fragments: [${join(world.folder, 'rules.md')}]
schema_object: {type: object, properties: {}, required: [], additionalProperties: false}
`,
    )
    expect(await world.run(['-t', 'roast', 'me', '-o', 'reasoning_effort', 'low'])).toMatchObject({
      exitCode: 0,
      stderr: '',
    })
    expect(world.sent()).toMatchObject({
      model: 'gpt-6-luna',
      instructions: 'Be dry.',
      text: { verbosity: 'low', format: { type: 'json_schema', strict: true } },
      reasoning: { effort: 'low' },
    })
    expect(textSent(world)).toBe('The rules.\nRoast: me')
    await world.run(['-t', 'roast', 'me', '-p', 'tone', 'kind', '-m', 'gpt-5.5', '--schema', 'a'])
    expect(world.sent()).toMatchObject({ model: 'gpt-5.5', instructions: 'Be kind.' })
    await world.run(['-t', 'roast', '-s', 'Mine.'], 'piped')
    expect(world.sent()['instructions']).toBe('Mine.')
    expect(textSent(world)).toBe('The rules.\nRoast: piped')
  })

  it('may be a text, a file anywhere, and extract', async () => {
    await using world = await openKeptWorld()
    await writeTemplate(world, 'plain', 'Just $input')
    await world.run(['-t', 'plain', 'x'])
    expect(textSent(world)).toBe('Just x')
    const file = join(world.folder, 'code.yaml')
    await writeFile(file, 'prompt: Code\nextract_last: true\n')
    world.simulator.scenario({ items: [{ type: 'text', text: '```\n1\n```\n```\n2\n```\n' }] })
    expect(await world.run(['-t', file])).toMatchObject({ stdout: '2\n', exitCode: 0 })
  })

  it.for<[args: string[], what: RegExp, hint: RegExp]>([
    [['-t', 'nowhere', 'x'], /no template nowhere/, /via-codex templates/],
    [['-t', './nowhere.yaml', 'x'], /no file .*nowhere\.yaml/, /./],
    [['-t', '..', 'x'], /cannot be the name/, /./],
    [['-t', 'voices', 'x'], /The template voices needs a, b\./, /-p a VALUE/],
    [['-t', 'voices', 'x', '-p', 'a', '1'], /needs b\./, /-p b VALUE/],
    [['-t', 'input'], /The template input needs a prompt/, /pipe/],
    [['-t', 'system'], /There is no prompt/, /./],
    [['-p', 'a', 'b', 'x'], /-p is for a template/, /-t/],
    [['-t', 'voices', '-p', 'a'], /-p a lacks its value/, /-p name value/],
    [['-t', 'wrong', 'x'], /The template wrong is wrong: "mood"/, /templates edit wrong/],
    [['-t', 'option', 'x'], /-o temperature cannot be used/, /./],
  ])('%j is refused before anything is sent', async ([args, what, hint]) => {
    await using world = await openKeptWorld()
    await writeTemplate(world, 'voices', 'prompt: $a, $b')
    await writeTemplate(world, 'input', 'prompt: $input')
    await writeTemplate(world, 'system', 'system: x')
    await writeTemplate(world, 'wrong', 'mood: good')
    await writeTemplate(world, 'option', 'options: {temperature: 1}')
    const { stdout, lines, exitCode } = await world.run(args)
    expect(stdout).toBe('')
    expect(exitCode).toBe(args.includes('wrong') ? 1 : 2)
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatch(what)
    expect(lines[1]).toMatch(hint)
    expect(world.simulator.requests.count()).toBe(0)
  })
})

describe('--save', () => {
  it('keeps prompt and options for the next time, and asks nothing', async () => {
    await using world = await openKeptWorld()
    const args = [
      'Sum up in $n words: $input',
      '-s',
      'Be brief.',
      '-p',
      'n',
      '3',
      '-o',
      'verbosity',
      'low',
      '-x',
    ]
    const saved = await world.run([...args, '--schema', 'a', '--save', 'sum'])
    const file = join(world.folder, 'config', 'templates', 'sum.yaml')
    expect(saved).toMatchObject({ stdout: '', exitCode: 0 })
    expect(saved.lines).toEqual([`Saved as ${file}. Use it with: via-codex -t sum`])
    expect(world.simulator.requests.count()).toBe(0)
    expect(parseTemplate(await readFile(file, 'utf8'), 'sum')).toEqual({
      prompt: 'Sum up in $n words: $input',
      system: 'Be brief.',
      defaults: { n: '3' },
      options: { verbosity: 'low' },
      extract: true,
      schema_object: expect.objectContaining({ required: ['a'] }),
    })
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    await world.run(['-t', 'sum', 'a text'])
    expect(textSent(world)).toBe('Sum up in 3 words: a text')
    await world.run(['-t', 'sum', '-m', 'gpt-6-luna', '--save', 'sum2'])
    expect((await world.run(['templates'])).stdout).toMatch(/^sum +system: .*\nsum2 +system: /)
    expect((await world.run(['templates', 'show', 'sum2'])).stdout).toContain('model: gpt-6-luna')
    const listed = JSON.parse((await world.run(['templates', '--json'])).stdout)
    expect(listed[1]).toMatchObject({ name: 'sum2', model: 'gpt-6-luna', extract: true })
  })

  it.for(['', '../x', 'a/b', '.'])('%j is no name', async (name) => {
    await using world = await openKeptWorld()
    expect(await world.run(['x', '--save', name])).toMatchObject({ exitCode: 2 })
  })
})

describe('templates', () => {
  it('are none at first', async () => {
    await using world = await openKeptWorld()
    expect(await world.run(['templates'])).toMatchObject({ stdout: '', stderr: '', exitCode: 0 })
    const { stdout } = await world.run(['templates', 'path'])
    expect(stdout).toBe(`${join(world.folder, 'config', 'templates')}\n`)
  })

  it('are edited in the editor, and looked at after that', async () => {
    await using world = await openKeptWorld()
    const editor = join(world.folder, 'an editor')
    await writeFile(editor, '#!/bin/sh\necho "$1: x" > "$2"\n', { mode: 0o755 })
    world.env['EDITOR'] = `"${editor}" prompt`
    expect(await world.run(['templates', 'edit', 'new'])).toMatchObject({ stderr: '', exitCode: 0 })
    expect((await world.run(['templates', 'show', 'new'])).stdout).toBe('prompt: x\n')
    world.env['EDITOR'] = `"${editor}" mood`
    const { lines, exitCode } = await world.run(['templates', 'edit', 'new'])
    expect({ lines, exitCode }).toMatchObject({ exitCode: 1 })
    expect(lines[0]).toContain('"mood" is unknown')
    world.env['EDITOR'] = 'false'
    expect((await world.run(['templates', 'edit', 'new'])).lines[0]).toContain('exit code 1')
  })
})

describe('fragments', () => {
  it('go before the prompt, by file, alias, id and stdin', async () => {
    await using world = await openKeptWorld()
    const file = join(world.folder, 'a.txt')
    await writeFile(file, 'From a file.')
    await world.run(['-f', file, '-f', '-', '--sf', file, '-s', 'System.', 'Ask'], 'Piped in.')
    expect(textSent(world)).toBe('From a file.\nPiped in.\nAsk')
    expect(world.sent()['instructions']).toBe('From a file.\nSystem.')
    await world.run(['-f', file])
    expect(textSent(world)).toBe('From a file.')
    expect(await world.run(['fragments', 'set', 'mine', file])).toMatchObject({ exitCode: 0 })
    await writeFile(file, 'Changed.')
    await world.run(['-f', 'mine', 'Ask'])
    expect(textSent(world)).toBe('From a file.\nAsk')
    const { stdout } = await world.run(['fragments', '-q', 'mine'])
    expect(stdout).toMatch(/^[0-9a-f]{12} +12 bytes +mine +From a file\.\n$/)
    await world.run(['-f', stdout.slice(0, 12), 'Again'])
    expect(textSent(world)).toBe('From a file.\nAgain')
    expect((await world.run(['fragments', 'show', 'mine'])).stdout).toBe('From a file.\n')
    const listed = JSON.parse((await world.run(['fragments', '--json'])).stdout)
    expect(listed.map(({ content }: { content: string }) => content)).toEqual([
      'From a file.',
      'Piped in.',
    ])
    await world.run(['fragments', 'remove', 'mine'])
    expect((await world.run(['fragments', '--aliases'])).stdout).toBe('')
  })

  it.for<[args: string[], what: RegExp]>([
    [['-f', 'nowhere', 'x'], /no file and no fragment nowhere/],
    [['-f', '/dev/null', 'x'], /\/dev\/null is empty/],
    [['-f', '-', '-a', '-', 'x'], /"-" can be given once/],
    [['-f', 'https://10.0.0.1/x', 'x'], /private network/],
    [['-f', process.execPath, 'x'], /can be sent|is no text/],
    [['fragments', 'show', 'x'], /no fragment x/],
    [['fragments', 'remove', 'x'], /no fragment x/],
    [['fragments', 'set', 'x', 'nowhere'], /no file and no fragment nowhere/],
    [['fragments', 'set', 'x'], /needs <alias> <text>/],
    [['fragments', 'of', 'poems'], /no `via-codex fragments of`/],
  ])('%j is refused', async ([args, what]) => {
    await using world = await openKeptWorld()
    const { stdout, lines, exitCode } = await world.run(args)
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
    expect(lines[0]).toMatch(what)
  })
})

describe('aliases', () => {
  it('stand for models', async () => {
    await using world = await openKeptWorld()
    expect(await world.run(['aliases', 'set', 'luna', 'gpt-6-luna'])).toMatchObject({ exitCode: 0 })
    await world.run(['-m', 'luna', 'x'])
    expect(world.sent()['model']).toBe('gpt-6-luna')
    expect((await world.run(['aliases'])).stdout).toBe('luna  gpt-6-luna\n')
    expect(JSON.parse((await world.run(['aliases', '--json'])).stdout)).toEqual({
      luna: 'gpt-6-luna',
    })
    await world.run(['aliases', 'remove', 'luna'])
    expect((await world.run(['aliases'])).stdout).toBe('')
    expect(await world.run(['aliases', 'remove', 'luna'])).toMatchObject({ exitCode: 2 })
    expect((await world.run(['aliases', 'path'])).stdout).toMatch(/aliases\.json\n$/)
  })

  it.for(['{', '[]', '{"a": 1}'])('in a file that holds %s are told of', async (text) => {
    await using world = await openKeptWorld()
    await mkdir(join(world.folder, 'config'))
    await writeFile(join(world.folder, 'config', 'aliases.json'), text)
    const { lines, exitCode } = await world.run(['-m', 'x', 'y'])
    expect(exitCode).toBe(1)
    expect(lines[0]).toMatch(/aliases\.json/)
  })
})
