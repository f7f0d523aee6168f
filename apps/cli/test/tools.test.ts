import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { textScenario, toolCallsScenario } from '@via-codex/simulator'
import { array, assert, property, string } from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { toVerdict } from '../src/tools/approve-calls.ts'
import { builtInTools } from '../src/tools/built-in-tools.ts'
import { readTools } from '../src/tools/files/read-tools.ts'
import { toOutput } from '../src/tools/mcp/to-output.ts'
import { nameServer } from '../src/tools/mcp/server-name.ts'
import { toToolNames } from '../src/tools/mcp/tool-names.ts'
import { openKeptWorld, type KeptWorld } from './support/kept-world.ts'
import { cliCommand, startCli } from './support/run-cli.ts'
import { runInProcess } from './support/run-in-process.ts'
import { serveOverHttp } from './support/mcp-server.ts'

const mcpCommand = `'${process.execPath}' --disable-warning=ExperimentalWarning '${fileURLToPath(
  new URL('support/mcp-stdio.ts', import.meta.url),
)}'`

/** Puts a file of tools there, and gives its path. */
async function write(world: KeptWorld, name: string, source: string): Promise<string> {
  const path = join(world.folder, name)
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(path, source)
  return path
}

const weather = `
interface Place { city: string }
export const weather = {
  name: 'get_weather',
  description: 'The weather in a city.',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  execute({ city }: Place) {
    console.log('asked for', city)
    return { city, degrees: 21 }
  },
}`

/** What the model was told of its calls, in the last request. */
function told(world: KeptWorld): unknown[] {
  return (world.sent()['input'] as Record<string, unknown>[])
    .filter(({ type }) => type === 'function_call_output')
    .map(({ output }) => output)
}

const call = (name: string, args: unknown = {}, callId = `call_${name}`) => ({
  name,
  arguments: args,
  callId,
})

describe.concurrent('a file of tools', () => {
  it('is offered, called, shown, logged, and its prints are not data', async () => {
    await using world = await openKeptWorld()
    const file = await write(world, 'weather.ts', weather)
    world.simulator.scenario(
      toolCallsScenario([call('get_weather', { city: 'Lisbon' })]),
      textScenario('It is warm.'),
    )
    const result = await world.run(['--functions', file, '--td', 'Is it warm in Lisbon?'])
    expect(result).toMatchObject({ exitCode: 0, stdout: 'It is warm.\n' })
    expect(result.lines[0]).toBe('tool: get_weather({"city":"Lisbon"})')
    // What it prints comes on its own way.
    expect(result.lines.slice(1).toSorted()).toEqual([
      '  {"city":"Lisbon","degrees":21}',
      'asked for Lisbon',
    ])
    expect(world.sent()['tools']).toMatchObject([
      { type: 'function', name: 'get_weather', description: 'The weather in a city.' },
    ])
    expect(told(world)).toEqual(['{"city":"Lisbon","degrees":21}'])
    const logs = await world.run(['logs', '--json'])
    expect(JSON.parse(logs.stdout)).toMatchObject([
      {
        prompt: 'Is it warm in Lisbon?',
        tools: ['get_weather'],
        toolCalls: [
          {
            name: 'get_weather',
            arguments: '{"city":"Lisbon"}',
            output: '{"city":"Lisbon","degrees":21}',
          },
        ],
      },
      { prompt: '', text: 'It is warm.', toolCalls: [] },
    ])
    expect((await world.run(['logs', '-T', 'get_weather', '-n', '1'])).stdout).toContain('Lisbon')
  })

  it('counts the tokens of all answers together', async () => {
    await using world = await openKeptWorld()
    const usage = { inputTokens: 10, cachedTokens: 4, outputTokens: 3, reasoningTokens: 1 }
    world.simulator.scenario(
      toolCallsScenario([call('via_codex_version')], { usage }),
      textScenario('Done.', { usage }),
    )
    const result = await world.run(['-T', 'via_codex_version', '-u', 'hm'])
    expect(result.lines).toEqual(['usage: 20 in (8 cached), 6 out (2 reasoning), 26 total'])
  })

  it('goes on with -c, all that was called included', async () => {
    await using world = await openKeptWorld()
    const file = await write(world, 'weather.ts', weather)
    world.simulator.scenario(
      toolCallsScenario([call('get_weather', { city: 'Lisbon' })]),
      textScenario('It is warm.'),
      textScenario('As I said.'),
    )
    await world.run(['--functions', file, 'Is it warm?'])
    expect(await world.run(['-c', 'Sure?'])).toMatchObject({ exitCode: 0, stdout: 'As I said.\n' })
    const types = (world.sent()['input'] as { type: string }[]).map(({ type }) => type)
    expect(types).toEqual([
      'message',
      'function_call',
      'function_call_output',
      'message',
      'message',
    ])
  })

  it('may fail in many ways: the model is told', async () => {
    await using world = await openKeptWorld()
    const cases: [args: unknown, body: string, output: RegExp][] = [
      [{ city: 'x' }, "throw new Error('No such city.')", /^Error: No such city\.$/],
      [{ city: 'x' }, "throw 'no'", /^Error: no$/],
      [{ city: 'x' }, 'return undefined', /^$/],
      [{ city: 'x' }, 'return 10n', /^Error: .*BigInt/],
      [
        { town: 'x' },
        'return 1',
        /^Error: The arguments do not fit: arguments must have required property 'city'\.$/,
      ],
      ['[1]', 'return 1', /^Error: .*must be object/],
      ['{"city"', 'return 1', /^Error: /],
      [
        { city: 'x' },
        'return new Promise(() => {})',
        /^Error: there was no answer within 8 seconds$/,
      ],
    ]
    const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
    const sources = cases.map(
      ([, body], at) =>
        `{ name: 'tool_${at}', parameters: ${JSON.stringify(schema)}, execute() { ${body} } }`,
    )
    const file = await write(world, 'a.mjs', `export default [${sources.join(', ')}]`)
    world.simulator.scenario(
      toolCallsScenario(cases.map(([args], at) => call(`tool_${at}`, args))),
      textScenario('Oh.'),
    )
    const result = await world.run(['--functions', file, '--tool-timeout', '8', 'go'])
    expect(result).toMatchObject({ exitCode: 0, stdout: 'Oh.\n', stderr: '' })
    expect(told(world)).toEqual(cases.map(([, , output]) => expect.stringMatching(output)))
  })

  it('may end, break or hang, and is there again for the next call', async () => {
    await using world = await openKeptWorld()
    const file = await write(
      world,
      'a.mjs',
      `export const a = {
        name: 'a',
        execute({ how }) {
          if (how === 'end') process.exit(7)
          if (how === 'break') setTimeout(() => { throw new Error('late') })
          // It blocks its thread for good, and costs no time of the processor meanwhile.
          if (how === 'hang') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
          return how === 'live' ? 'alive' : new Promise(() => {})
        },
      }`,
    )
    const ways = ['end', 'break', 'hang', 'live']
    world.simulator.scenario(
      ...ways.map((how) => toolCallsScenario([call('a', { how }, `call_${how}`)])),
      textScenario('Oh.'),
    )
    const result = await world.run(['--functions', file, '--tool-timeout', '8', 'go'])
    expect(result).toMatchObject({ exitCode: 0 })
    expect(told(world)).toEqual([
      'Error: it ended, with exit code 7',
      'Error: it broke: late',
      'Error: there was no answer within 8 seconds',
      'alive',
    ])
  })

  it('may be made with zod', async () => {
    await using world = await openKeptWorld()
    const zod = import.meta.resolve('zod')
    const file = await write(
      world,
      'a.mts',
      `import * as z from '${zod}'
      export const a = { name: 'a', parameters: z.object({ n: z.number().default(3) }), execute: ({ n }: { n: number }) => n * 2 }`,
    )
    world.simulator.scenario(
      toolCallsScenario([call('a', {}, 'call_1'), call('a', { n: 'x' }, 'call_2')]),
      textScenario('Six.'),
    )
    expect(await world.run(['--functions', file, 'go'])).toMatchObject({ exitCode: 0 })
    expect(told(world)).toEqual(['6', expect.stringMatching(/^Error: .*expected number/)])
  })

  it.for<[name: string, source: string, exitCode: number, why: string]>([
    ['a.mjs', "throw new Error('Not today.')", 1, 'cannot be loaded: Not today.'],
    ['a.mjs', 'process.exit(4)', 1, 'cannot be loaded: it ended, with exit code 4.'],
    ['a.mjs', 'await new Promise(() => { setInterval(() => {}, 1e6) })', 1, 'cannot be loaded: '],
    ['a.mjs', 'for (;;) {}', 1, 'cannot be loaded: '],
    ['a.mjs', 'export const = 1', 1, 'cannot be loaded: Unexpected token'],
    ['a.ts', 'export enum A { B }', 1, 'cannot be loaded: '],
    ['a.mjs', "import 'nowhere'", 1, "cannot be loaded: Cannot find package 'nowhere'"],
  ])('%s with %j: nothing is asked', async ([name, source, exitCode, why]) => {
    await using world = await openKeptWorld()
    const file = await write(world, name, source)
    // Those that end by themselves have time to, however busy the machine.
    const seconds = why.endsWith('loaded: ') ? '1' : '60'
    const result = await world.run(['--functions', file, '--tool-timeout', seconds, 'go'])
    expect(result).toMatchObject({ exitCode, stdout: '' })
    expect(result.lines).toHaveLength(2)
    expect(result.lines[0]).toContain(why)
    expect(world.simulator.requests.count('responses')).toBe(0)
  })
})

describe.concurrent('-T', () => {
  it('takes tools of the program, of files in the folder, and whole files', async () => {
    await using world = await openKeptWorld()
    const folder = (await world.run(['tools', 'path'])).stdout.trim()
    await mkdir(folder, { recursive: true })
    await writeFile(
      join(folder, 'sums.mjs'),
      "export const a = { name: 'add', execute: () => 3 }; export const m = { name: 'multiply', execute: () => 2 }",
    )
    await writeFile(join(folder, 'weather.ts'), weather)
    await writeFile(join(folder, 'broken.js'), 'export const =')
    const names = () => (world.sent()['tools'] as { name: string }[]).map(({ name }) => name)
    await world.run(['-T', 'add', '-T', 'via_codex_time', '-T', 'weather', 'hm'])
    expect(names().toSorted()).toEqual(['add', 'get_weather', 'via_codex_time'])
    const list = await world.run(['tools', '--json'])
    expect(JSON.parse(list.stdout).map((row: { name: string }) => row.name)).toEqual([
      'via_codex_version',
      'via_codex_time',
      'add',
      'multiply',
      'get_weather',
    ])
    expect(list.lines).toEqual([
      expect.stringMatching(/^warning: The tools of .*broken\.js cannot/),
    ])
    expect((await world.run(['tools', 'list'])).stdout).toMatch(/^multiply +sums$/m)
    // It could be in the file that is broken.
    const missing = await world.run(['-T', 'subtract', 'hm'])
    expect(missing).toMatchObject({ exitCode: 1 })
    expect(missing.lines[0]).toContain('broken.js')
  })

  it('that is nobody’s name says which there are', async () => {
    await using world = await openKeptWorld()
    const result = await world.run(['-T', 'llm_version', 'hm'])
    expect(result).toMatchObject({ exitCode: 2, stdout: '' })
    expect(result.lines[0]).toBe('error: There is no tool llm_version.')
    expect(result.lines[1]).toContain('via_codex_version, via_codex_time')
  })

  it('and --functions give at least one, and no two of one name', async () => {
    await using world = await openKeptWorld()
    const none = await write(world, 'none.mjs', 'export const a = 1')
    const empty = await world.run(['--functions', none, 'hm'])
    expect(empty).toMatchObject({ exitCode: 2 })
    expect(empty.lines[0]).toContain('exports no tool')
    const a = await write(world, 'a.mjs', "export const a = { name: 'a', execute() {} }")
    const b = await write(world, 'b.mjs', "export const a = { name: 'a', execute() {} }")
    const result = await world.run(['--functions', a, '--functions', b, 'hm'])
    expect(result).toMatchObject({ exitCode: 2 })
    expect(result.lines[0]).toContain('There are two tools a')
  })

  it('tells version and time', async () => {
    const [version, time] = builtInTools(() => new Date('2026-11-22T12:00:00Z'))
    const context = { callId: 'c', signal: new AbortController().signal }
    expect((await version!.prepare({}))(context)).toMatch(/^\d+\.\d+\.\d+/)
    expect((await time!.prepare({}))(context)).toMatchObject({
      utc: '2026-11-22T12:00:00.000Z',
      local: expect.stringMatching(/^2026-11-2[123]T\d\d:\d\d:00[+-]\d\d:\d\d$/),
    })
  })

  it('stays in a template', async () => {
    await using world = await openKeptWorld()
    await world.run(['-T', 'via_codex_time', '-s', 'Be brief.', '--save', 'clock'])
    await world.run(['-t', 'clock', 'hm'])
    expect(world.sent()['tools']).toMatchObject([{ name: 'via_codex_time' }])
  })
})

describe.concurrent('--cl', () => {
  const rounds = (count: number) =>
    Array.from({ length: count }, (_, at) =>
      toolCallsScenario([call('via_codex_version', {}, `call_${at}`)]),
    )

  it.for<[limit: string[], asked: number]>([
    [[], 5],
    [['--cl', '2'], 2],
  ])('%j ends it after %i questions', async ([limit, asked]) => {
    await using world = await openKeptWorld()
    world.simulator.scenario(...rounds(6), textScenario('Done.'))
    const result = await world.run(['-T', 'via_codex_version', ...limit, 'hm'])
    expect(result).toMatchObject({ exitCode: 1, stdout: '' })
    expect(result.lines[0]).toBe(
      `error: The model was asked ${asked} times and wants more of its tools.`,
    )
    expect(world.simulator.requests.count('responses')).toBe(asked)
    const json = await world.run(['-T', 'via_codex_version', ...limit, '--json', 'hm'])
    expect(json.exitCode).toBe(limit.length > 0 ? 1 : 0)
    expect(JSON.parse(json.stdout)).toMatchObject({ object: 'response' })
    // And it can go on.
    expect(await world.run(['-c', 'Well?'])).toMatchObject({ exitCode: 0 })
  })

  it('0 is no limit; --json prints the last answer alone, -x its block', async () => {
    await using world = await openKeptWorld()
    const all = [...rounds(7), textScenario('```\nDone.\n```')]
    world.simulator.scenario(...all)
    const json = await world.run(['-T', 'via_codex_version', '--cl', '0', '--json', 'hm'])
    expect(JSON.parse(json.stdout)).toMatchObject({ output_text: '```\nDone.\n```' })
    world.simulator.scenario(...all)
    const block = await world.run(['-T', 'via_codex_version', '--cl', '0', '-x', 'hm'])
    expect(block).toMatchObject({ exitCode: 0, stdout: 'Done.\n' })
  })

  it.for(['-1', 'x', '1.5', ''])('%j is refused', async (text) => {
    await using world = await openKeptWorld()
    const result = await world.run([`--cl=${text}`, '-T', 'via_codex_version', 'hm'])
    expect(result).toMatchObject({ exitCode: 2 })
  })
})

describe('--ta', () => {
  it('is refused where there is no terminal, before anything is asked', async () => {
    await using world = await openKeptWorld()
    const result = await world.run(['-T', 'via_codex_version', '--ta', 'hm'])
    expect(result).toMatchObject({ exitCode: 2 })
    expect(result.lines[0]).toBe('error: --ta asks a person at a terminal, and there is none.')
    expect(world.simulator.requests.count('responses')).toBe(0)
  })

  it.for<[answer: string | undefined, verdict: boolean | string]>([
    ['y', true],
    [' YES ', true],
    ['', false],
    ['n', false],
    [undefined, false],
    ['use metres', 'The user did not allow this call: use metres'],
  ])('%j', ([answer, verdict]) => {
    expect(toVerdict(answer)).toBe(verdict)
  })
})

describe.concurrent('--mcp', () => {
  it('gives the tools of a command, called by names that the backend takes', async () => {
    await using world = await openKeptWorld()
    world.simulator.scenario(
      toolCallsScenario([
        call('birds_wingspan', { bird: 'albatross' }),
        call('birds_wingspan_2', { bird: 'heron' }),
        call('birds_wingspan', { bird: 7 }, 'call_wrong'),
        call('fail'),
        call('photo'),
        call('secrets'),
      ]),
      textScenario('Wide.'),
    )
    const env = { ...world.env, CODEX_API_KEY: 'sk-none', MCP_TEST_WORD: 'a word' }
    // The login is found without the key, which is for another backend.
    const args = ['--store', 'file', '--mcp', mcpCommand, 'hm']
    expect(await runInProcess(args, { env })).toMatchObject({
      exitCode: 0,
      stdout: 'Wide.\n',
      stderr: '',
    })
    expect(told(world)).toEqual([
      'albatross: 3 m',
      'heron: 300 cm',
      expect.stringMatching(/^Error: .*bird/s),
      'Error: No such bird.',
      [
        { type: 'input_text', text: 'At dusk:' },
        { type: 'input_image', image_url: expect.stringMatching(/^data:image\/png;base64,iVBOR/) },
      ],
      'no key, a word',
    ])
  })

  it('takes an address, too', async () => {
    await using world = await openKeptWorld()
    await using server = await serveOverHttp()
    world.simulator.scenario(
      toolCallsScenario([call('birds_wingspan', { bird: 'albatross' })]),
      textScenario('Wide.'),
    )
    expect(await world.run(['--mcp', server.url, 'hm'])).toMatchObject({ exitCode: 0, stderr: '' })
    expect(told(world)).toEqual(['albatross: 3 m'])
    const list = await world.run(['tools', '--mcp', server.url])
    expect(list.stdout).toMatch(/^birds_wingspan +http:\S+ +The wingspan of a bird\.$/m)
  })

  it('of a server that dies or hangs: the model is told, and you', async () => {
    await using world = await openKeptWorld()
    world.simulator.scenario(
      toolCallsScenario([call('hang')]),
      toolCallsScenario([call('die')]),
      toolCallsScenario([call('fail', {}, 'call_after')]),
      textScenario('Oh.'),
    )
    const result = await world.run(['--mcp', mcpCommand, '--tool-timeout', '3', 'hm'])
    expect(result).toMatchObject({ exitCode: 0, stdout: 'Oh.\n' })
    expect(result.lines).toEqual([
      expect.stringMatching(/^warning: The MCP server .* has ended\. It said: I am tired\.$/),
    ])
    expect(told(world)).toEqual([
      expect.stringMatching(/^Error: .*timed out/i),
      expect.stringMatching(/^Error: .*closed/i),
      expect.stringMatching(/^Error: .*/i),
    ])
  })

  it.for<[server: string, exitCode: number, why: string]>([
    ['', 2, '--mcp names no server.'],
    ['http://[', 2, 'is no address'],
    ['no-such-command-here', 1, 'gives no tools'],
    ["sh -c 'echo Wrong door. >&2; exit 1'", 1, 'It said: Wrong door.'],
    ['http://127.0.0.1:9/mcp', 5, 'gives no tools'],
  ])('%j is told before anything is asked', async ([server, exitCode, why]) => {
    await using world = await openKeptWorld()
    const result = await world.run(['--mcp', server, '--tool-timeout', '5', 'hm'])
    expect(result).toMatchObject({ exitCode, stdout: '' })
    expect(result.lines[0]).toContain(why)
    expect(world.simulator.requests.count('responses')).toBe(0)
  })
})

it.for<[server: string, name: string]>([
  ['https://u:secret@example.com/mcp?key=secret#x', 'https://example.com/mcp'],
  ['http://[', 'http://['],
  ['npx -y some-server --token secret', 'npx …'],
  ['env TOKEN=secret A=b serve', 'serve'],
  ["'my server'", 'my …'],
  ['serve', 'serve'],
])('nameServer(%j) tells no secret', ([server, name]) => {
  expect(nameServer(server)).toBe(name)
})

it('adds nothing of the SDK of MCP to what each prompt loads', async () => {
  const folder = dirname(cliCommand[1])
  for (const file of ['core.js', 'shell.js']) {
    const code = await readFile(join(folder, file), 'utf8')
    expect(code).not.toMatch(/to-json-schema\.js|modelcontextprotocol\/client/)
  }
})

describe.concurrent('Ctrl-C', () => {
  it('ends a tool in a loop', async () => {
    await using world = await openKeptWorld()
    const file = await write(
      world,
      'a.mjs',
      "export const a = { name: 'a', execute() { for (;;); } }",
    )
    world.simulator.scenario(toolCallsScenario([call('a')]))
    const cli = startCli(['--functions', file, '--td', 'go'], { env: world.env })
    await cli.said('tool: a({})')
    cli.child.kill('SIGINT')
    expect(await cli.ended).toMatchObject({ exitCode: 130, stdout: '' })
  })

  it('ends the waiting for a server that says nothing', async () => {
    await using world = await openKeptWorld()
    const begun = join(world.folder, 'begun')
    const server = `sh -c 'touch ${begun}; exec sleep 100'`
    const cli = startCli(['--mcp', server, 'go'], { env: world.env })
    await vi.waitFor(() => expect(existsSync(begun)).toBe(true), { timeout: 10_000 })
    cli.child.kill('SIGINT')
    expect(await cli.ended).toMatchObject({ exitCode: 130, stdout: '' })
  })
})

describe('toToolNames', () => {
  it.for<[names: string[], taken: string[], mapped: string[]]>([
    [['a', 'b'], [], ['a', 'b']],
    [['a.b', 'a/b', 'a_b'], [], ['a_b', 'a_b_2', 'a_b_3']],
    [['a'], ['a', 'a_2'], ['a_3']],
    [['', 'ü'], [], ['tool', '_']],
    [['x'.repeat(70), 'x'.repeat(80)], [], ['x'.repeat(64), `${'x'.repeat(62)}_2`]],
  ])('%j', ([names, taken, mapped]) => {
    expect(toToolNames(names, taken)).toEqual(mapped)
  })

  it('gives each a name of its own that the backend takes', () => {
    assert(
      property(array(string()), array(string()), (names, taken) => {
        const mapped = toToolNames(names, taken)
        expect(mapped).toHaveLength(names.length)
        expect(new Set([...mapped, ...taken]).size).toBe(names.length + new Set(taken).size)
        for (const name of mapped) expect(name).toMatch(/^[A-Za-z0-9_-]{1,64}$/)
      }),
    )
  })
})

describe('toOutput', () => {
  it.for<[result: Parameters<typeof toOutput>[0], output: unknown]>([
    [
      {
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      },
      'a\nb',
    ],
    [{ content: [], structuredContent: { a: 1 } }, '{"a":1}'],
    [{ content: [{ type: 'resource', resource: { uri: 'x:y', text: 't' } }] }, 't'],
    [{ content: [{ type: 'resource', resource: { uri: 'x:y', blob: 'AA==' } }] }, '[x:y]'],
    [{ content: [{ type: 'resource_link', uri: 'x:y', name: 'n' }] }, 'n: x:y'],
    [{ content: [{ type: 'audio', data: 'AA==', mimeType: 'audio/wav' }] }, '[audio]'],
  ])('%j', ([result, output]) => {
    expect(toOutput(result)).toEqual(output)
  })
})

describe('readTools', () => {
  it('passes over what is no tool', () => {
    const tools = readTools({
      a: 1,
      b: null,
      c: { name: 'x' },
      d: () => {},
      e: [{ name: 'e', execute() {} }],
    })
    expect(tools.map(({ name }) => name)).toEqual(['e'])
  })

  const execute = () => {}
  it.for<[exported: Record<string, unknown>, why: string]>([
    [{ a: { name: 'a b', execute } }, 'name must be 1 to 64 letters'],
    [{ a: { name: 'a', parameters: { type: 'array' }, execute } }, 'a.parameters'],
    [
      { a: { name: 'a', parameters: { type: 'object', properties: 3 }, execute } },
      'a.parameters is no JSON schema',
    ],
    [{ a: { name: 'a', execute }, b: { name: 'a', execute } }, 'two tools of the name a'],
  ])('says what is wrong with %j', ([exported, why]) => {
    expect(() => readTools(exported)).toThrow(why)
  })
})
