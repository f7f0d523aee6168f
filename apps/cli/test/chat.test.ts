import { readFile, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { reasoningScenario, textScenario, toolCallsScenario } from '@via-codex/simulator'
import { describe, expect, it } from 'vitest'
import { commandHelp } from '../src/chat/chat-commands.ts'
import { parseLine } from '../src/chat/parse-line.ts'
import { formatTranscript } from '../src/chat/save-chat.ts'
import { typedPath } from '../src/chat/typed-path.ts'
import { openKeptWorld, type KeptWorld } from './support/kept-world.ts'
import { openTerminal } from './support/terminal.ts'

const ctrlC = '\u0003'
const ctrlD = '\u0004'
const up = '\u001b[A'

/** What was said in the request that was sent last: who, and what. */
function said(world: KeptWorld): string[] {
  return (world.sent()['input'] as { role?: string; content?: { text?: string }[] }[])
    .filter(({ role }) => role !== undefined)
    .map(({ role, content }) => `${role}: ${content?.map(({ text }) => text).join('|')}`)
}

/** A chat at a terminal, its first prompt shown. */
async function openChat(world: KeptWorld, args: readonly string[] = [], columns = 60) {
  const session = openTerminal(['chat', ...args], { env: world.env, columns })
  await session.shown(/Ctrl-D ends it\.[^]*> /)
  return {
    session,
    /** Types a line, and waits until something is shown and the prompt is there again. */
    async say(line: string, shown: RegExp) {
      const before = session.sent.length
      session.press(`${line}\r`)
      await session.shown(new RegExp(`^[^]{${before},}${shown.source}[^]*> `))
    },
    async end() {
      session.press(ctrlD)
      expect(await session.ended).toBe(0)
    },
  }
}

describe.concurrent('a chat at a terminal', () => {
  it('streams answer after answer, in one conversation, and ends with Ctrl-D', async () => {
    await using world = await openKeptWorld()
    world.simulator.scenario(
      reasoningScenario('Thinking.', 'The **grey** heron.'),
      textScenario('The white stork.'),
    )
    const chat = await openChat(world, ['-s', 'Be brief.', '-m', 'gpt-5.5'])
    await chat.say('Name a heron.', /heron\./)
    await chat.say('And a stork.', /stork\./)
    await chat.end()
    expect(chat.session.screen()).toEqual([
      'Chatting with gpt-5.5. !help lists commands, Ctrl-D ends it.',
      '> Name a heron.',
      'Thinking.',
      '',
      'The grey heron.',
      '> And a stork.',
      'The white stork.',
      '>',
    ])
    expect(world.sent()).toMatchObject({ model: 'gpt-5.5', instructions: 'Be brief.' })
    expect(said(world)).toEqual([
      'user: Name a heron.',
      'assistant: The **grey** heron.',
      'user: And a stork.',
    ])
  })

  it('shows a status line until the answer comes, cut to a narrow width', async () => {
    await using world = await openKeptWorld()
    world.simulator.scenario(
      reasoningScenario(`**Weighing ${'many '.repeat(20)}things**`, 'A long answer that wraps.'),
    )
    world.simulator.faults.add({ kind: 'delay', ms: 300 })
    const chat = await openChat(world, ['-R'], 24)
    await chat.say('Well?', /wraps\./)
    await chat.end()
    expect(chat.session.screen().slice(-5)).toEqual([
      'l-D ends it.',
      '> Well?',
      'A long answer that',
      'wraps.',
      '>',
    ])
  })

  it('Ctrl-C stops an answer and not the chat; what had come stays in it', async () => {
    await using world = await openKeptWorld()
    world.simulator.scenario({
      items: [{ type: 'text', text: 'first\n\nsecond', deltas: ['first\n\n', 'second'] }],
    })
    world.simulator.faults.add({ kind: 'stall', afterEvents: 5 })
    const chat = await openChat(world, ['--raw'])
    chat.session.press('Count.\r')
    await chat.session.shown(/first/)
    chat.session.press(ctrlC)
    await chat.session.shown(/Stopped\.[^]*> /)
    world.simulator.scenario(textScenario('third'))
    await chat.say('Go on.', /third/)
    await chat.end()
    expect(said(world)).toEqual(['user: Count.', 'assistant: first\n\n', 'user: Go on.'])
    const { stdout } = await world.run(['logs', '--json'])
    expect(JSON.parse(stdout)).toMatchObject([
      { prompt: 'Count.', status: 'interrupted' },
      { prompt: 'Go on.', status: 'done' },
    ])
    // What the log gives back is the same.
    world.simulator.scenario(textScenario('fourth'))
    await world.run(['-c', 'And?'])
    expect(said(world).slice(0, 3)).toEqual([
      'user: Count.',
      'assistant: first\n\n',
      'user: Go on.',
    ])
  })

  it('Ctrl-C empties a line; arrow keys bring earlier ones back', async () => {
    await using world = await openKeptWorld()
    const chat = await openChat(world)
    await chat.say('one', /You said: “one”/)
    chat.session.press('nothing of this')
    await chat.session.shown(/nothing of this/)
    chat.session.press(ctrlC)
    chat.session.press(ctrlC)
    await chat.session.shown(/Ctrl-D or exit ends the chat\.[^]*> /)
    await chat.say(up, /“one”\. Before/)
    await chat.end()
    expect(said(world).filter((line) => line.startsWith('user'))).toEqual([
      'user: one',
      'user: one',
    ])
  })

  it('takes a paste of many lines, and !multi, as one message', async () => {
    await using world = await openKeptWorld()
    const chat = await openChat(world)
    chat.session.press('\u001b[200~a\rb\rc\u001b[201~')
    await chat.session.shown(/\. [^ ]*c/)
    await chat.say('', /You said/)
    expect(said(world).at(-1)).toBe('user: a\nb\nc')
    await chat.session.shown(/You said/)
    chat.session.press('!multi x\r')
    await chat.session.shown(/!multi x[^]*\. /)
    chat.session.press('d\re\r')
    await chat.session.shown(/\. [^ ]*e/)
    await chat.say('!end x', /“d/)
    expect(said(world).at(-1)).toBe('user: d\ne')
    await chat.end()
  })

  it('keeps what is typed while an answer comes', async () => {
    await using world = await openKeptWorld()
    world.simulator.faults.add({ kind: 'delay', ms: 400 })
    const chat = await openChat(world)
    chat.session.press('one\r')
    await chat.session.shown(/ 0 s/)
    chat.session.press('two')
    await chat.session.shown(/“one”[^]*> [^ ]*two/)
    await chat.say('', /“two”/)
    await chat.end()
    expect(said(world).at(-1)).toBe('user: two')
  })

  it('goes on after a failure', async () => {
    await using world = await openKeptWorld()
    world.simulator.faults.add({ kind: 'bad-request', detail: 'No.' })
    const chat = await openChat(world)
    await chat.say('one', /error:[^]*No\. \(400\)[^]*hint:/)
    await chat.say('two', /“two”/)
    await chat.say('!nonsense', /There is no !nonsense\./)
    await chat.end()
    expect(said(world)).toEqual(['user: two'])
  })

  it('is taken up with -c, to the same model', async () => {
    await using world = await openKeptWorld()
    await world.run(['-m', 'gpt-6-sol', '-s', 'Be brief.', 'one'])
    const chat = await openChat(world, ['-c'])
    expect(chat.session.sent).toContain('gpt-6-sol, going on after 1 turn.')
    await chat.say('two', /Before that/)
    await chat.end()
    expect(world.sent()).toMatchObject({ model: 'gpt-6-sol', instructions: 'Be brief.' })
  })

  it('asks before each call with --ta; the tools stay', async () => {
    await using world = await openKeptWorld()
    const call = (id: string) =>
      toolCallsScenario([{ name: 'via_codex_version', arguments: {}, callId: id }])
    world.simulator.scenario(
      call('call_1'),
      textScenario('It runs.'),
      call('call_2'),
      textScenario('It does not.'),
    )
    const chat = await openChat(world, ['-T', 'via_codex_version', '--ta', '--td'])
    chat.session.press('Which version?\r')
    await chat.session.shown(/Run via_codex_version\(\{\}\)\? \[y\/N, or why not\] /)
    await chat.say('y', /It runs\./)
    chat.session.press('Again?\r')
    await chat.session.shown(/It runs\.[^]*why not\] /)
    await chat.say('not now', /It does not\./)
    await chat.end()
    const outputs = (world.sent()['input'] as { type: string; output?: string }[])
      .filter(({ type }) => type === 'function_call_output')
      .map(({ output }) => output)
    expect(outputs).toEqual([
      expect.stringMatching(/^\d+\.\d+\.\d+/),
      'The user did not allow this call: not now',
    ])
    expect(chat.session.sent).toContain('denied: The user did not allow this call: not now')
  })

  it('Ctrl-C ends a tool that hangs; the call is answered with that, here and in the log', async () => {
    await using world = await openKeptWorld()
    const file = join(world.folder, 'a.mjs')
    await writeFile(file, "export const a = { name: 'a', execute() { for (;;); } }")
    world.simulator.scenario(
      toolCallsScenario([{ name: 'a', arguments: {}, callId: 'call_1' }]),
      textScenario('Never mind.'),
      textScenario('Of course.'),
    )
    const chat = await openChat(world, ['--functions', file, '--td'])
    chat.session.press('go\r')
    await chat.session.shown(/tool: a\(\{\}\)/)
    chat.session.press(ctrlC)
    await chat.session.shown(/Stopped\.[^]*> /)
    await chat.say('Well?', /Never mind\./)
    await chat.end()
    const types = () => (world.sent()['input'] as { type: string }[]).map(({ type }) => type)
    const asked = ['message', 'function_call', 'function_call_output', 'message']
    expect(types()).toEqual(asked)
    await world.run(['-c', 'Sure?'])
    expect(types()).toEqual([...asked, 'message', 'message'])
  })

  it('at a dumb one reads plain lines', async () => {
    await using world = await openKeptWorld()
    const env = { ...world.env, TERM: 'dumb' }
    const session = openTerminal(['chat'], { env })
    await session.shown(/> /)
    session.press('one\r')
    await session.shown(/“one”[^]*> /)
    session.press(ctrlD)
    expect(await session.ended).toBe(0)
    expect(session.sent).not.toContain('\u001b')
  })

  it('!edit takes what the editor writes', async () => {
    await using world = await openKeptWorld()
    const editor = join(world.folder, 'editor.sh')
    await writeFile(editor, 'printf "written\\nby hand" > "$1"\n')
    const env = { ...world.env, VISUAL: `sh '${editor}'` }
    const chat = openTerminal(['chat'], { env })
    await chat.shown(/> /)
    chat.press('!edit\r')
    await chat.shown(/You said: “written/)
    // Also while the answer comes.
    chat.press(ctrlD)
    expect(await chat.ended).toBe(0)
    expect(said(world)).toEqual(['user: written\nby hand'])
  })
})

it('docs/chat.svg is what a terminal shows', async () => {
  await using world = await openKeptWorld()
  const file = join(world.folder, 'weather.mjs')
  await writeFile(
    file,
    "export const weather = { name: 'get_weather', execute: ({ city }) => ({ city, degreesCelsius: 21 }) }",
  )
  world.simulator.scenario(
    reasoningScenario(
      '**Recalling herons**\n\nThree that are easy to tell apart.',
      '1. **Grey heron**: slate wings, a black stripe over the eye\n2. **Great egret**: all white\n3. **Purple heron**: rust and violet\n',
    ),
    toolCallsScenario([{ name: 'get_weather', arguments: { city: 'Lisbon' } }]),
    textScenario('Yes: it is **21 °C** in Lisbon, and the egrets are at the Tagus.'),
  )
  const chat = await openChat(world, ['--functions', file, '--td'], 72)
  await chat.say('Name three herons.', /violet/)
  await chat.say('!effort high', /From here on: high\./)
  await chat.say('Is it warm enough in Lisbon for them?', /Tagus/)
  await chat.end()
  // vitest -u draws it anew.
  await expect(await chat.session.picture()).toMatchFileSnapshot('../../../docs/chat.svg')
})

describe.concurrent('a chat through a pipe', () => {
  it('answers each line, and prints answers alone', async () => {
    await using world = await openKeptWorld()
    const result = await world.run(['chat', 'zero'], 'one\n\ntwo\nexit\nthree\n')
    expect(result).toMatchObject({ exitCode: 0, stderr: '' })
    expect(result.stdout.split('\n')).toEqual([
      'You said: “zero”. That was our first turn.',
      'You said: “one”. Before that you said: “zero”. We have had 2 turns.',
      'You said: “two”. Before that you said: “one”. We have had 3 turns.',
      '',
    ])
    const { stdout } = await world.run(['logs', '-n', '0', '--json'])
    const ids = JSON.parse(stdout).map((row: { conversationId: string }) => row.conversationId)
    expect(ids).toHaveLength(3)
    expect(new Set(ids).size).toBe(1)
  })

  it('knows its commands', async () => {
    await using world = await openKeptWorld()
    const note = join(world.folder, 'note.txt')
    const transcript = join(world.folder, 'chat.md')
    const drawing = join(world.folder, 'pelican.svg')
    await writeFile(note, 'A note.')
    const lines = [
      '!model',
      '!model gpt-6-sol',
      '!effort low',
      '!effort',
      '!tools',
      '!help',
      `!fragment ${note}`,
      `!attach ${note}`,
      '!multi here',
      'one',
      '!end',
      'two',
      '!end here',
      ' !model is no command here',
      '!usage',
      'Generate an SVG of a pelican riding a bicycle',
      `!save ${drawing}`,
      `!save ${transcript}`,
    ]
    const result = await world.run(['chat', '-m', 'gpt-5.5'], lines.join('\n'))
    expect(result.exitCode).toBe(0)
    expect(result.stderr).toContain(
      'gpt-5.5\nFrom here on: gpt-6-sol.\nFrom here on: low.\nlow. There are: none,',
    )
    expect(result.stderr).toContain('It has no tools.')
    expect(result.stderr).toContain(commandHelp())
    expect(result.stderr).toMatch(/^Plan: /m)
    expect(said(world).filter((line) => line.startsWith('user'))).toEqual([
      `user: A note.\none\n!end\ntwo|note.txt:\n\nA note.`,
      'user:  !model is no command here',
      'user: Generate an SVG of a pelican riding a bicycle',
    ])
    expect(world.sent()).toMatchObject({ model: 'gpt-6-sol', reasoning: { effort: 'low' } })
    expect(await readFile(drawing, 'utf8')).toMatch(/^<svg/)
    expect(await readFile(transcript, 'utf8')).toMatch(/^## Prompt\n\n[^]*\n## Response\n\n/)
  })

  it('goes through a template each time, with its system prompt', async () => {
    await using world = await openKeptWorld()
    await world.run([
      '-s',
      'You are $voice.',
      '-p',
      'voice',
      'a pirate',
      'Say it: $input',
      '--save',
      'voice',
    ])
    await world.run(['chat', '-t', 'voice'], 'one\ntwo\n')
    expect(world.sent()).toMatchObject({ instructions: 'You are a pirate.' })
    expect(said(world).filter((line) => line.startsWith('user'))).toEqual([
      'user: Say it: one',
      'user: Say it: two',
    ])
  })

  it.for<[lines: string, exitCode: number, why: string]>([
    ['!nonsense', 2, 'There is no !nonsense.'],
    ['!attach', 2, '!attach needs <file>.'],
    ['!attach nowhere.png', 2, 'nowhere.png'],
    ['!fragment nowhere', 2, 'nowhere'],
    ['!model gpt-none', 2, 'There is no model gpt-none.'],
    ['!effort huge', 2, 'there is no such value'],
    ['!save x.png', 2, 'There is no answer yet.'],
  ])('ends at %j', async ([lines, exitCode, why]) => {
    await using world = await openKeptWorld()
    const result = await world.run(['chat'], `${lines}\nhi\n`)
    expect(result).toMatchObject({ exitCode, stdout: '' })
    expect(result.lines[0]).toContain(why)
  })

  it('ends at an answer that fails, with its exit code', async () => {
    await using world = await openKeptWorld()
    world.simulator.faults.add({ kind: 'usage-limit-reached' })
    expect(await world.run(['chat'], 'one\ntwo\n')).toMatchObject({ exitCode: 4, stdout: '' })
    expect(world.simulator.requests.count('responses')).toBe(1)
  })

  it.for<[args: string[], why: string]>([
    [['--json'], '`via-codex chat` has no --json.'],
    [['--schema', 'a'], '`via-codex chat` has no --schema.'],
    [['-a', '-'], 'Stdin is where a chat comes from.'],
    [['--ta', '-T', 'via_codex_time'], '--ta asks a person at a terminal'],
  ])('with %j is refused', async ([args, why]) => {
    await using world = await openKeptWorld()
    const result = await world.run(['chat', ...args], 'hi\n')
    expect(result).toMatchObject({ exitCode: 2, stdout: '' })
    expect(result.lines[0]).toContain(why)
  })
})

it('without terminal and pipe says how to begin', async () => {
  await using world = await openKeptWorld()
  expect(await world.run(['chat'])).toMatchObject({ exitCode: 2 })
})

describe('parseLine', () => {
  it.for<[line: string, parsed: object]>([
    ['', { type: 'nothing' }],
    ['  ', { type: 'nothing' }],
    ['exit', { type: 'end' }],
    ['quit ', { type: 'end' }],
    ['!quit', { type: 'end' }],
    ['exit now', { type: 'message', text: 'exit now' }],
    ['!help', { type: 'command', name: 'help', rest: '' }],
    ['!attach  my photo.jpg ', { type: 'command', name: 'attach', rest: 'my photo.jpg' }],
    ['!edit a\nb', { type: 'command', name: 'edit', rest: 'a\nb' }],
    [' !help', { type: 'message', text: ' !help' }],
    ['!', { type: 'message', text: '!' }],
    ['!!', { type: 'message', text: '!!' }],
    ['!= is what?', { type: 'message', text: '!= is what?' }],
  ])('%j', ([line, parsed]) => {
    expect(parseLine(line)).toEqual(parsed)
  })
})

it.skipIf(process.platform === 'win32').for<[typed: string, path: string]>([
  ['a.png', 'a.png'],
  [' my photo.png ', 'my photo.png'],
  ["'my photo.png'", 'my photo.png'],
  ['my\\ photo.png', 'my photo.png'],
  ['~/a.png', `${homedir()}/a.png`],
  ['~a.png', '~a.png'],
  ['https://example.com/~a', 'https://example.com/~a'],
])('typedPath(%j)', ([typed, path]) => {
  expect(typedPath(typed)).toBe(path)
})

it('formatTranscript tells what both sides said', () => {
  const text = formatTranscript([
    { role: 'user', content: 'Hi' },
    { type: 'reasoning', summary: [], encrypted_content: 'x' },
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hello.\n' }] },
    { type: 'message', role: 'user', content: [{ type: 'input_image', image_url: 'data:' }] },
    { type: 'message', role: 'developer', content: 'hidden' },
  ])
  expect(text).toBe('## Prompt\n\nHi\n\n## Response\n\nHello.\n\n## Prompt\n\n*(an image)*\n')
})
