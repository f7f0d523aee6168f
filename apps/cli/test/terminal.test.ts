import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { reasoningScenario, textScenario, toolCallsScenario } from '@via-codex/simulator'
import { describe, expect, it } from 'vitest'
import { kittyImage } from '../src/image/kitty-image.ts'
import { openTerminal } from './support/terminal.ts'
import { openWorld } from './support/world.ts'

const clearedLine = '\r\u001b[K'

describe.concurrent('at a terminal', () => {
  it('a status line shows until the answer comes, and the thoughts stay, dim', async () => {
    await using world = await openWorld()
    world.simulator.scenario(reasoningScenario('Thinking.', 'Grüße, 世界 🌍\nBye.'))
    world.simulator.faults.add({ kind: 'delay', ms: 300 })
    const session = openTerminal(['hi'], { env: world.env })
    await session.shown(/⠋ 0 s/)
    expect(await session.ended).toBe(0)
    expect(session.screen()).toEqual(['Thinking.', '', 'Grüße, 世界 🌍', 'Bye.'])
    expect(session.sent).toContain('\u001b[2mThinking.\u001b[22m')
    const { body } = world.simulator.requests.last('responses')
    expect(body).toMatchObject({ reasoning: { summary: 'auto' } })
  })

  it('that line tells what the model thinks of, cut to the width, and goes with Ctrl-C', async () => {
    await using world = await openWorld()
    const thought = `**Weighing ${'many '.repeat(20)}things**`
    world.simulator.scenario(reasoningScenario(thought, 'Never sent.'))
    world.simulator.faults.add({ kind: 'stall', afterEvents: 15 })
    const session = openTerminal(['hi'], { env: world.env, columns: 30 })
    await session.shown(/ \d+ s Weighing many/)
    session.press('\u0003')
    expect(await session.ended).toBe(130)
    // Only what it thought stays.
    expect(session.screen().join('')).toMatch(/^Weighing (?:many )+(?:m|ma|man|many)?$/)
  })

  it('that line goes before an error', async () => {
    await using world = await openWorld()
    world.simulator.faults.add({ kind: 'delay', ms: 200 }, { kind: 'bad-request', detail: 'No.' })
    const session = openTerminal(['hi'], { env: world.env })
    expect(await session.ended).toBe(1)
    expect(session.sent).toContain(`${clearedLine}\u001b[31merror:\u001b[39m`)
    expect(session.screen()[0]).toBe('error: No. (400)')
  })

  it('NO_COLOR drops colours and nothing else', async () => {
    await using world = await openWorld()
    world.simulator.faults.add({ kind: 'delay', ms: 200 }, { kind: 'bad-request', detail: 'No.' })
    const session = openTerminal(['hi'], { env: { ...world.env, NO_COLOR: '1' } })
    expect(await session.ended).toBe(1)
    expect(session.sent).toContain('⠋ 0 s')
    expect(session.sent).toContain(`${clearedLine}error: No. (400)`)
    expect(session.sent).not.toContain('\u001b[3')
  })

  it('a dumb one gets the answer alone', async () => {
    await using world = await openWorld()
    const session = openTerminal(['hi'], { env: { ...world.env, TERM: 'dumb' } })
    expect(await session.ended).toBe(0)
    expect(session.sent).toBe('You said: “hi”. That was our first turn.\r\n')
  })

  it('without a prompt it says how to write one, and waits for nothing', async () => {
    await using world = await openWorld()
    const session = openTerminal([], { env: world.env })
    expect(await session.ended).toBe(2)
    expect(session.screen()[0]).toBe('error: There is no prompt.')
  })

  it('with -R the thoughts are neither asked for nor told', async () => {
    await using world = await openWorld()
    world.simulator.scenario(reasoningScenario('Thinking.', 'The answer.'))
    const session = openTerminal(['-R', 'hi'], { env: world.env })
    expect(await session.ended).toBe(0)
    expect(session.screen()).toEqual(['The answer.'])
    const { body } = world.simulator.requests.last('responses')
    expect(body).not.toHaveProperty('reasoning')
  })

  it('--ta asks before each call, and Ctrl-C there ends it', async () => {
    await using world = await openWorld()
    const calls = toolCallsScenario([
      { name: 'via_codex_version', arguments: { a: 1 }, callId: 'call_1' },
      { name: 'via_codex_version', arguments: { b: 2 }, callId: 'call_2' },
    ])
    world.simulator.scenario(calls, textScenario('Done.'), calls)
    const args = ['--ta', '-T', 'via_codex_version', 'hi']
    const session = openTerminal(args, { env: world.env, columns: 80 })
    await session.shown(/Run via_codex_version\(\{"a":1\}\)\? \[y\/N, or why not\] $/)
    session.press('y\r')
    await session.shown(/Run via_codex_version\(\{"b":2\}\)\? \[y\/N, or why not\] $/)
    session.press('too often\r')
    expect(await session.ended).toBe(0)
    expect(session.screen().at(-1)).toBe('Done.')
    const { input } = world.simulator.requests.last('responses').body as {
      input: { output?: string }[]
    }
    expect(input.slice(-2).map(({ output }) => output)).toEqual([
      expect.stringMatching(/^\d+\.\d+\.\d+/),
      'The user did not allow this call: too often',
    ])
    const stopped = openTerminal(args, { env: world.env, columns: 80 })
    await stopped.shown(/why not\] $/)
    stopped.press('\u0003')
    expect(await stopped.ended).toBe(130)
  })

  const markdown = [
    '# Title\n\nSome **bold** words that go on and on.\n\n',
    '- one item that is long enough\n- two\n\n```sh\necho 1\n```\n',
  ].join('')

  it('Markdown is rendered, to the width there is', async () => {
    await using world = await openWorld()
    world.simulator.scenario(textScenario(markdown))
    const session = openTerminal(['hi'], { env: world.env, columns: 24 })
    expect(await session.ended).toBe(0)
    expect(session.screen()).toEqual([
      'Title',
      '',
      'Some bold words that go',
      'on and on.',
      '',
      '• one item that is long',
      '  enough',
      '• two',
      '',
      '```sh',
      'echo 1',
      '```',
    ])
    expect(session.sent).toContain('\u001b[1mbold\u001b[22m')
    expect(session.sent).toContain('\u001b[36mecho 1\u001b[39m')
  })

  it.for<[args: string[], env: NodeJS.ProcessEnv]>([
    [['--raw'], {}],
    [[], { TERM: 'dumb' }],
    [['--schema', 'a'], {}],
  ])('with %j and %j it is not', async ([args, env]) => {
    await using world = await openWorld()
    world.simulator.scenario(textScenario('**bold** and `code`'))
    const session = openTerminal([...args, 'hi'], { env: { ...world.env, ...env } })
    expect(await session.ended).toBe(0)
    expect(session.screen().at(-1)).toBe('**bold** and `code`')
  })

  it('NO_COLOR leaves the form of it and drops the looks', async () => {
    await using world = await openWorld()
    world.simulator.scenario(textScenario('- **bold**'))
    const session = openTerminal(['hi'], { env: { ...world.env, NO_COLOR: '1' } })
    expect(await session.ended).toBe(0)
    expect(session.screen()).toEqual(['• bold'])
    expect(session.sent).not.toContain('\u001b[1m')
  })

  it.for<[name: string, env: NodeJS.ProcessEnv, shown: RegExp]>([
    [
      'kitty',
      { KITTY_WINDOW_ID: '1' },
      // oxlint-disable-next-line no-control-regex
      /\u001b_Ga=T,f=100,q=2,c=59,m=0;iVBORw0KGgo[\w+/=]*\u001b\\/,
    ],
    [
      'iTerm2',
      { TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.5.0' },
      // oxlint-disable-next-line no-control-regex
      /\u001b\]1337;File=inline=1;[^:]*width=59[^:]*:iVBORw0KGgo[\w+/=]*\u0007/,
    ],
  ])('a picture is shown in %s, and saved', async ([, terminal, shown]) => {
    await using world = await openWorld()
    const file = join(world.home.path, 'sunset.png')
    const env = { ...world.env, ...terminal }
    const session = openTerminal(['image', 'generate', 'x', '--out', file], { env })
    expect(await session.ended).toBe(0)
    expect(session.sent).toMatch(shown)
    expect((await stat(file)).size).toBe(376)
  })

  it('a picture is only saved where a terminal shows none', async () => {
    await using world = await openWorld()
    const file = join(world.home.path, 'sunset.png')
    const session = openTerminal(['image', 'generate', 'x', '--out', file], { env: world.env })
    expect(await session.ended).toBe(0)
    expect(session.sent).not.toContain('iVBOR')
  })
})

it('a picture goes to kitty in pieces of at most 4,096 characters', () => {
  const png = Buffer.from(Array.from({ length: 9_000 }, (_, at) => at % 251))
  // oxlint-disable-next-line no-control-regex
  const sent = [...kittyImage(png, 10).matchAll(/\u001b_G([^;]*);([^\u001b]*)\u001b\\/g)]
  expect(sent.map(([, keys]) => keys)).toEqual(['a=T,f=100,q=2,c=10,m=1', 'm=1', 'm=0'])
  expect(Math.max(...sent.map(([, , data = '']) => data.length))).toBe(4096)
  expect(Buffer.from(sent.map(([, , data]) => data).join(''), 'base64')).toEqual(png)
})
