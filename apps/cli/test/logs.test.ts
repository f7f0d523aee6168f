import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { DatabaseSync } from 'node:sqlite'
import { createCodexHome, reasoningScenario, textScenario } from '@via-codex/simulator'
import { describe, expect, it } from 'vitest'
import type { Entry } from '../src/logs/entry.ts'
import { canGiveUpPrivileges, cliCommand } from './support/run-cli.ts'
import { runInProcess } from './support/run-in-process.ts'
import { openTerminal } from './support/terminal.ts'
import { openWorld, type World } from './support/world.ts'

// Root may read and write whatever the modes say.
const isBoundByModes =
  process.platform !== 'win32' && (process.getuid?.() !== 0 || canGiveUpPrivileges)

/** A world with an empty log of its own. */
async function openLoggedWorld() {
  const world = await openWorld()
  const folder = join(world.home.path, 'data')
  const env: NodeJS.ProcessEnv = { ...world.env, VIA_CODEX_DATA_DIR: folder }
  const run = (args: readonly string[], more: NodeJS.ProcessEnv = {}) =>
    runInProcess(args, { env: { ...env, ...more } })
  return Object.assign(world, {
    env,
    folder,
    path: join(folder, 'logs.db'),
    here: run,
    entries: async (...args: string[]): Promise<Entry[]> =>
      JSON.parse((await run(['logs', '--json', '-n', '0', ...args])).stdout) as Entry[],
  })
}

const bodyOf = (world: World) =>
  world.simulator.requests.last('responses').body as Record<string, any>

describe('an answer in the log', () => {
  it('holds all that was asked and came back', async () => {
    await using world = await openLoggedWorld()
    world.simulator.scenario(reasoningScenario('Thinking.', 'Because.'))
    const args = ['-m', 'gpt-6-sol', '-s', 'Be brief.', '-o', 'reasoning_effort', 'high', 'Why?']
    expect(await world.here(args)).toMatchObject({ stdout: 'Because.\n', stderr: '', exitCode: 0 })
    const [entry, ...more] = await world.entries()
    expect(more).toEqual([])
    expect(entry).toMatchObject({
      id: 1,
      status: 'done',
      model: 'gpt-6-sol',
      prompt: 'Why?',
      system: 'Be brief.',
      options: { reasoning_effort: 'high' },
      text: 'Because.',
      conversationName: 'Why?',
      outputItems: [{ type: 'reasoning' }, { type: 'message' }],
    })
    expect(entry?.usage?.total_tokens).toBeGreaterThan(0)
    const session = world.simulator.requests.last('responses').headers['session-id']
    expect(entry?.conversationId).toBe(session)
    const bytes = ['', '-wal'].map((suffix) => readFileSync(world.path + suffix, 'latin1')).join('')
    const { accessToken = '', refreshToken = '', idToken = '' } = world.home.login ?? {}
    expect(bytes).toContain('Because.')
    for (const secret of [accessToken, refreshToken, idToken]) {
      expect(secret.length).toBeGreaterThan(20)
      expect(bytes).not.toContain(secret.split('.').at(-1))
    }
  })

  it.for([
    ['--json', 'hi'],
    ['--no-stream', 'hi'],
    ['-x', 'hi'],
  ])('is the same with %j', async (args) => {
    await using world = await openLoggedWorld()
    world.simulator.scenario(textScenario('Two\n```\nlines\n```\n'))
    await world.here(args)
    expect(await world.entries()).toMatchObject([
      { status: 'done', text: 'Two\n```\nlines\n```\n' },
    ])
  })

  it('is there unless an option or `logs off` says otherwise', async () => {
    await using world = await openLoggedWorld()
    await world.here(['-n', 'left out'])
    await world.here(['--simulate', 'left out, too'])
    expect((await world.here(['logs'])).stderr).toBe('Nothing in the log fits.\n')
    expect((await world.here(['logs', 'status'])).stdout).toContain('(not made yet)')
    await world.here(['logs', 'off'])
    await world.here(['left out as well'])
    await world.here(['--log', 'one'])
    expect((await world.here(['logs', 'status'])).stdout).toMatch(/^logging +off$/m)
    await world.here(['logs', 'on'])
    await world.here(['two'])
    expect((await world.entries()).map(({ prompt }) => prompt)).toEqual(['one', 'two'])
    const status = await world.here(['logs', 'status'])
    expect(status.stdout).toMatch(/^logging +on$/m)
    expect(status.stdout).toMatch(/^answers +2$/m)
  })

  it('tells in two lines where it cannot be switched', async () => {
    await using world = await openLoggedWorld()
    writeFileSync(world.folder, 'no folder')
    for (const verb of ['on', 'off']) {
      const { exitCode, lines } = await world.here(['logs', verb])
      expect({ exitCode, count: lines.length }).toEqual({ exitCode: 1, count: 2 })
      expect(lines[0]).toContain(`${join(world.folder, 'logs-off')} cannot be written (`)
    }
  })

  it('keeps the bytes of an attachment once', async () => {
    await using world = await openLoggedWorld()
    const file = join(world.home.path, 'dot.png')
    const png =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII='
    writeFileSync(file, Buffer.from(png, 'base64'))
    await world.here(['-a', file, 'What is it?'])
    await world.here(['-c', '-a', file, 'And this?'])
    const contents = JSON.stringify(bodyOf(world)['input']).split(png)
    expect(contents).toHaveLength(3)
    const { stdout } = await world.here(['logs'])
    expect(stdout).toContain(`## Attachments\n\n- ${file} (image/png, 68 bytes)`)
    using database = new DatabaseSync(world.path)
    expect(database.prepare('SELECT count(*) AS count FROM attachments').get()).toEqual({
      count: 1,
    })
  })

  it('that never began is not there', async () => {
    await using world = await openLoggedWorld()
    world.simulator.faults.add({ kind: 'usage-limit-reached' })
    expect(await world.here(['hi'])).toMatchObject({ exitCode: 4 })
    expect(await world.entries()).toEqual([])
  })
})

describe('an answer that broke off', () => {
  it('is kept when the stream is cut, and goes on', async () => {
    await using world = await openLoggedWorld()
    world.simulator.scenario({
      items: [{ type: 'text', text: 'first second', deltas: ['first ', 'second'] }],
    })
    world.simulator.faults.add({ kind: 'end-early', afterEvents: 5 })
    expect(await world.here(['Tell me.'])).toMatchObject({ stdout: 'first \n', exitCode: 5 })
    expect(await world.entries()).toMatchObject([
      { status: 'interrupted', text: 'first ', error: 'STREAM_INTERRUPTED' },
    ])
    expect((await world.here(['logs'])).stdout).toMatch(/\*\*interrupted\*\*: STREAM_INTERRUPTED/)
    await world.here(['-c', 'Go on.'])
    const input = bodyOf(world)['input'] as { role: string; content: { text: string }[] }[]
    expect(input.map(({ role, content }) => [role, content[0]?.text])).toEqual([
      ['user', 'Tell me.'],
      ['assistant', 'first '],
      ['user', 'Go on.'],
    ])
  })

  it('is kept as failed when the server says so', async () => {
    await using world = await openLoggedWorld()
    world.simulator.faults.add({ kind: 'response-failed' })
    await world.here(['hi'])
    expect(await world.entries()).toMatchObject([{ status: 'failed', error: 'RESPONSE_FAILED' }])
  })

  it.skipIf(process.platform === 'win32')('is kept after Ctrl-C and after kill -9', async () => {
    await using world = await openLoggedWorld()
    const items = [{ type: 'text' as const, text: 'first second', deltas: ['first ', 'second'] }]
    for (const signal of ['SIGINT', 'SIGKILL'] as const) {
      world.simulator.scenario({ items })
      world.simulator.faults.add({ kind: 'stall', afterEvents: 5 })
      const cli = world.start(['hi'], { env: world.env })
      await cli.printed('first ')
      if (signal === 'SIGKILL') await hasPieces(world.path)
      cli.child.kill(signal)
      await cli.ended
    }
    expect(await world.entries()).toMatchObject([
      { status: 'interrupted', text: 'first ' },
      { status: 'interrupted', text: 'first ' },
    ])
  })
})

/** Settles once a running answer is in the log. */
async function hasPieces(path: string): Promise<void> {
  for (;;) {
    using database = new DatabaseSync(path, { readOnly: true })
    if (database.prepare('SELECT 1 FROM pieces').get()) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

describe('going on', () => {
  it('sends all that was said, with its reasoning, to the same model in the same conversation', async () => {
    await using world = await openLoggedWorld()
    world.simulator.scenario(reasoningScenario('Thinking.', 'Four.'))
    await world.here(['-m', 'gpt-6-sol', '-s', 'Be brief.', '2 + 2?'])
    const session = world.simulator.requests.last('responses').headers['session-id']
    await world.here(['unrelated'])
    const [first] = await world.entries()
    const go = await world.here(['--cid', first?.conversationId.slice(0, 8) ?? '', 'Sure?'])
    expect(go).toMatchObject({ stderr: '', exitCode: 0 })
    const body = bodyOf(world)
    expect(body).toMatchObject({ model: 'gpt-6-sol', instructions: 'Be brief.' })
    const [asked, reasoning, answered, last] = body['input']
    expect(body['input']).toHaveLength(4)
    expect(asked.content[0].text).toBe('2 + 2?')
    expect(reasoning).toMatchObject({ type: 'reasoning', encrypted_content: expect.any(String) })
    expect(answered.content[0].text).toBe('Four.')
    expect(last.content[0].text).toBe('Sure?')
    expect(world.simulator.requests.last('responses').headers['session-id']).toBe(session)
    await world.here(['-c', '-m', 'gpt-5.5', '-s', 'Be long.', 'Really?'])
    expect(bodyOf(world)).toMatchObject({ model: 'gpt-5.5', instructions: 'Be long.' })
    expect((await world.entries('--cid', first?.conversationId ?? '')).length).toBe(3)
  })

  it('with another login leaves its reasoning out, and says so', async () => {
    await using world = await openLoggedWorld()
    world.simulator.scenario(reasoningScenario('Thinking.', 'Four.'))
    await world.here(['2 + 2?'])
    await using other = await createCodexHome(world.simulator)
    const { stderr, exitCode } = await world.here(['-c', 'Sure?'], { CODEX_HOME: other.path })
    expect(exitCode).toBe(0)
    expect(stderr).toBe('warning: Reasoning of another account cannot be read.\n')
    const types = bodyOf(world)['input'].map(({ type }: { type: string }) => type)
    expect(types).toEqual(['message', 'message', 'message'])
  })

  it.for([
    [['-c', 'hi'], 1, /the log is empty/],
    [['--cid', 'abcd', 'hi'], 1, /no one conversation whose id begins with "abcd"/],
    [['-c', '--cid', 'abcd', 'hi'], 2, /exclude each other/],
  ] as const)('%j is refused', async ([args, code, what]) => {
    await using world = await openLoggedWorld()
    const { exitCode, stderr } = await world.here(args)
    expect(exitCode).toBe(code)
    expect(stderr).toMatch(what)
    expect(world.simulator.requests.count('responses')).toBe(0)
  })
})

describe('a log that fails', () => {
  const warning = /^warning: This answer is not logged, or not all of it\. (.*)\n$/
  type LoggedWorld = Awaited<ReturnType<typeof openLoggedWorld>>
  const cases: [name: string, break_: (world: LoggedWorld) => unknown, why: RegExp][] = [
    [
      'damaged',
      ({ path }) => {
        const bytes = readFileSync(path)
        writeFileSync(path, bytes.fill(0x5a, 4_096))
      },
      /is damaged/,
    ],
    ['no database', ({ path }) => writeFileSync(path, 'x'.repeat(5_000)), /is no database/],
    [
      'of a newer version',
      ({ path }) => {
        using database = new DatabaseSync(path)
        database.exec('PRAGMA user_version = 7')
      },
      /of a newer via-codex \(version 7/,
    ],
  ]

  it.for(cases)('because it is %s loses no answer', async ([, break_, why]) => {
    await using world = await openLoggedWorld()
    await world.here(['hi'])
    // Whoever closes it last puts what was written in its place.
    const last = new DatabaseSync(world.path)
    last.exec('PRAGMA wal_checkpoint')
    last.close()
    break_(world)
    const before = statSync(world.path).size
    world.simulator.scenario(textScenario('still here'))
    const { stdout, stderr, exitCode } = await world.here(['hi'])
    expect({ stdout, exitCode }).toEqual({ stdout: 'still here\n', exitCode: 0 })
    expect(warning.exec(stderr)?.[1]).toMatch(why)
    expect(statSync(world.path).size).toBe(before)
    const listed = await world.here(['logs'])
    expect(listed).toMatchObject({ stdout: '', exitCode: 1 })
    expect(listed.lines[0]).toMatch(why)
  })

  it('because its place cannot be made loses no answer', async () => {
    await using world = await openLoggedWorld()
    const { stdout, stderr, exitCode } = await world.here(['hi'], {
      VIA_CODEX_LOG: join(world.home.authFile, 'logs.db'),
    })
    expect({ exitCode, isEmpty: stdout === '' }).toEqual({ exitCode: 0, isEmpty: false })
    expect(stderr).toMatch(warning)
  })

  it('because another program holds it loses no answer', async () => {
    await using world = await openLoggedWorld()
    await world.here(['hi'])
    using holder = new DatabaseSync(world.path)
    holder.exec('BEGIN IMMEDIATE')
    const { stdout, stderr, exitCode } = await world.here(['hi'])
    expect({ exitCode, isEmpty: stdout === '' }).toEqual({ exitCode: 0, isEmpty: false })
    expect(warning.exec(stderr)?.[1]).toMatch(/is locked by another program/)
  })

  it('is written once another program lets it go', async () => {
    await using world = await openLoggedWorld()
    await world.here(['hi'])
    using holder = new DatabaseSync(world.path)
    holder.exec('BEGIN IMMEDIATE')
    world.simulator.scenario(textScenario('word '.repeat(60), { paceMs: 5 }))
    setTimeout(() => holder.exec('ROLLBACK'), 200)
    expect(await world.here(['hi'])).toMatchObject({ stderr: '', exitCode: 0 })
    const [, entry] = await world.entries()
    expect(entry).toMatchObject({ status: 'done', text: 'word '.repeat(60) })
  })

  it.skipIf(!isBoundByModes)('because it may only be read loses no answer', async () => {
    await using world = await openLoggedWorld()
    await world.here(['hi'])
    chmodSync(world.path, 0o400)
    chmodSync(world.folder, 0o500)
    const options = { env: world.env, withoutPrivileges: canGiveUpPrivileges }
    const { stdout, stderr, exitCode } = await world.spawn(['hi'], options)
    expect({ exitCode, isEmpty: stdout === '' }).toEqual({ exitCode: 0, isEmpty: false })
    expect(warning.exec(stderr)?.[1]).toMatch(/cannot be (written|opened)/)
    const listed = await world.spawn(['logs', '-r', '--id', '1'], options)
    expect(listed).toMatchObject({ stderr: '', exitCode: 0 })
    chmodSync(world.folder, 0o700)
  })

  it.skipIf(process.platform === 'win32')('because there is no room loses no answer', async () => {
    await using world = await openLoggedWorld()
    await world.here(['hi'])
    world.simulator.scenario(textScenario('word '.repeat(50_000)))
    // A file may grow to 128 blocks of 512 bytes or of 1,024, as the shell has it.
    const child = spawn(
      'sh',
      ['-c', 'trap "" XFSZ; ulimit -f 128; exec "$@"', 'sh', ...cliCommand, 'hi'],
      { env: { ...process.env, ...world.env }, stdio: ['ignore', 'pipe', 'pipe'] },
    )
    const exited = new Promise((resolve) => child.once('close', resolve))
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
    expect(await exited).toBe(0)
    expect(stdout).toHaveLength(250_001)
    expect(stderr).toMatch(warning)
    const [first, second] = await world.entries()
    expect(first?.status).toBe('done')
    expect(second?.status).not.toBe('done')
  })
})

describe('at a terminal', () => {
  it('the log is rendered, and nothing in it moves or colours', async () => {
    await using world = await openLoggedWorld()
    world.simulator.scenario(textScenario('It is **bold**.\u001b]0;title\u0007\n\n- one\n'))
    await world.here(['hi'])
    const shown = openTerminal(['logs'], { env: world.env, columns: 80 })
    expect(await shown.ended).toBe(0)
    const screen = shown.screen().join('\n')
    expect(screen).toContain('It is bold.]0;title')
    expect(screen).toContain('Response')
    const raw = openTerminal(['logs', '--raw'], { env: world.env, columns: 80 })
    expect(await raw.ended).toBe(0)
    expect(raw.screen().join('\n')).toContain('## Response')
  })
})

describe('several at once', () => {
  it('make one log and lose nothing', async () => {
    await using world = await openLoggedWorld()
    const prompts = Array.from({ length: 6 }, (_, at) => `prompt ${at}`)
    const results = await Promise.all(prompts.map((prompt) => world.spawn([prompt], world)))
    for (const result of results) expect(result).toMatchObject({ stderr: '', exitCode: 0 })
    expect((await world.entries()).map(({ prompt }) => prompt).toSorted()).toEqual(prompts)
  })

  it('killed at any moment leave every finished answer', async () => {
    await using world = await openLoggedWorld()
    let finished = 0
    for (let round = 0; round < 8; round++) {
      world.simulator.scenario(textScenario('word '.repeat(60), { paceMs: 1 }))
      const cli = world.start([`round ${round}`], { env: world.env })
      await cli.printed('word')
      // From while it streams to after its end.
      setTimeout(() => cli.child.kill('SIGKILL'), round * 22)
      const { exitCode } = await cli.ended
      if (exitCode === 0) finished++
    }
    const entries = await world.entries()
    const whole = entries.filter(({ status }) => status === 'done')
    expect(whole.length).toBeGreaterThanOrEqual(finished)
    for (const { text: answer } of whole) expect(answer).toBe('word '.repeat(60))
    expect(entries.every(({ status }) => status === 'done' || status === 'interrupted')).toBe(true)
    using database = new DatabaseSync(world.path)
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
  })
})

describe('a copy of the log', () => {
  it('holds everything, for its owner alone, and replaces nothing', async () => {
    await using world = await openLoggedWorld()
    const file = join(world.folder, 'copies', 'copy.db')
    expect(await world.here(['logs', 'backup', file])).toMatchObject({ exitCode: 1 })
    await world.here(['hi'])
    expect(await world.here(['logs', 'backup', file])).toMatchObject({ exitCode: 1 })
    mkdirSync(join(world.folder, 'copies'))
    expect(await world.here(['logs', 'backup', file])).toMatchObject({ exitCode: 0 })
    const isOthers = process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0
    expect(isOthers).toBe(false)
    const copied = await world.here(['logs', '--json'], { VIA_CODEX_LOG: file })
    expect(JSON.parse(copied.stdout)).toEqual(await world.entries())
    const again = await world.here(['logs', 'backup', file])
    expect(again.lines[0]).toBe(`error: ${file} is there already.`)
    expect(await world.here(['logs', 'backup'])).toMatchObject({ exitCode: 2 })
  })
})
