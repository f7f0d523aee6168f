import { chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { textScenario, type Fault } from '@via-codex/simulator'
import { describe, expect, it } from 'vitest'
import { canGiveUpPrivileges } from './support/run-cli.ts'
import { openWorld, type World } from './support/world.ts'

/** Every failure reads so: what is wrong, and what to do. */
function expectTwoLines(lines: readonly string[], what: RegExp, hint = /./): void {
  expect(lines).toHaveLength(2)
  expect(lines[0]).toMatch(/^error: \S/)
  expect(lines[0]).toMatch(what)
  expect(lines[1]).toMatch(/^hint: \S/)
  expect(lines[1]).toMatch(hint)
}

/** Cases with the name of their fault before them, for the test's own name. */
function named<More extends unknown[]>(cases: [Fault, ...More][]): [string, Fault, ...More][] {
  return cases.map(([fault, ...more]) => [fault.kind, fault, ...more])
}

describe.concurrent('a login that cannot be used ends with exit code 3', () => {
  const cases: [
    name: string,
    spoil: (world: World) => Promise<unknown>,
    what: RegExp,
    hint: RegExp,
  ][] = [
    ['no login', ({ home }) => rm(home.authFile), /No Codex login in .*auth\.json/, /codex login/],
    [
      'no folder',
      ({ home }) => rm(home.path, { recursive: true }),
      /No Codex login/,
      /--codex-home/,
    ],
    ['an empty file', ({ home }) => writeFile(home.authFile, ''), /cannot be used/, /codex login/],
    ['a truncated file', cutInHalf, /cannot be used: its JSON/, /codex login/],
    ['no JSON', ({ home }) => writeFile(home.authFile, 'auth=1'), /its JSON/, /codex login/],
    [
      'another JSON',
      ({ home }) => writeFile(home.authFile, '[1]'),
      /cannot be used/,
      /codex login/,
    ],
    ['another kind', ({ home }) => writeFile(home.authFile, otherKind), /agentIdentity/, /ChatGPT/],
    [
      'no tokens',
      ({ home }) => writeFile(home.authFile, noTokens),
      /tokens is missing/,
      /codex login/,
    ],
    ['a missing field', withoutRefreshToken, /tokens\.refresh_token is missing/, /codex login/],
    ['a folder in its place', folderInstead, /EISDIR/, /Move that folder/],
  ]
  it.for(cases)('%s', async ([, spoil, what, hint]) => {
    await using world = await openWorld()
    await spoil(world)
    const before = await world.readAuthFile().catch(() => undefined)
    const { stdout, lines, exitCode } = await world.run(['hi'])
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 3 })
    expectTwoLines(lines, what, hint)
    expect(await world.readAuthFile().catch(() => undefined)).toEqual(before)
    expect(world.simulator.requests.count()).toBe(0)
  })

  it.skipIf(!canGiveUpPrivileges)('a file of someone else', async () => {
    await using world = await openWorld()
    await chown(world.home.authFile, 65_534, 65_534)
    const { lines, exitCode } = await world.spawn(['hi'], { withoutPrivileges: true })
    expect(exitCode).toBe(3)
    expectTwoLines(lines, /cannot be read \(EACCES\)/, /permissions/)
  })

  it('a token that the server refuses for good', async () => {
    await using world = await openWorld()
    world.simulator.faults.add({ kind: 'unauthorized', times: 3 })
    const { lines, exitCode } = await world.run(['hi'])
    expect(exitCode).toBe(3)
    expectTwoLines(lines, /401/, /codex login/)
  })

  it('a refresh that is refused for good', async () => {
    await using world = await openWorld()
    const { accessToken = '', refreshToken = '' } = world.home.login ?? {}
    world.simulator.authority.expire(accessToken)
    world.simulator.authority.revoke(refreshToken)
    const before = await world.readAuthFile()
    const { lines, exitCode } = await world.run(['hi'])
    expect(exitCode).toBe(3)
    expectTwoLines(lines, /./, /codex login|[Ss]ign in/)
    expect(await world.readAuthFile()).toEqual(before)
  })
})

const otherKind = '{"auth_mode":"agentIdentity"}'
const noTokens = '{"auth_mode":"chatgpt","OPENAI_API_KEY":null}'

async function cutInHalf({ home }: World): Promise<void> {
  const bytes = await readFile(home.authFile)
  await writeFile(home.authFile, bytes.subarray(0, bytes.length / 2))
}

async function withoutRefreshToken({ home }: World): Promise<void> {
  const document = await home.read()
  delete (document['tokens'] as Record<string, unknown>)['refresh_token']
  await writeFile(home.authFile, JSON.stringify(document))
}

async function folderInstead({ home }: World): Promise<void> {
  await rm(home.authFile)
  await mkdir(home.authFile)
}

describe.concurrent('an answer that is none ends with its exit code', () => {
  const cases: [fault: Fault, exitCode: number, what: RegExp, hint: RegExp][] = [
    [{ kind: 'bad-request', detail: 'Bad thing' }, 1, /Bad thing \(400\)/, /Change the prompt/],
    [{ kind: 'cloudflare' }, 1, /Cloudflare.* refused .*403/, /another network/],
    [{ kind: 'forbidden' }, 1, /Forbidden \(403\)/, /doctor/],
    [{ kind: 'context-length-exceeded' }, 1, /context window/, /Send less/],
    [{ kind: 'usage-limit-reached', resetsInSeconds: 7200 }, 4, /usage limit/, /\(in 2 hours\)/],
    [{ kind: 'insufficient-quota' }, 4, /usage limit/, /Wait/],
    [{ kind: 'usage-not-included' }, 1, /does not include/, /plan/],
    [{ kind: 'rate-limited', retryAfterSeconds: 3600 }, 4, /Rate limit/, /Wait a moment/],
    [{ kind: 'unavailable', retryAfterSeconds: 3600 }, 1, /unavailable.*503/, /Try again/],
    [{ kind: 'redirect' }, 1, /elsewhere\.fake\.example/, /./],
    [{ kind: 'empty', on: 'responses' }, 5, /ended before/, /Run it again/],
    [{ kind: 'not-json', on: 'responses' }, 5, /ended before/, /Run it again/],
    [{ kind: 'response-failed', code: 'rate_limit_exceeded', afterEvents: 1 }, 4, /failed/, /./],
  ]
  it.for(named(cases))('%s', async ([, fault, exitCode, what, hint]) => {
    await using world = await openWorld()
    world.simulator.faults.add(fault)
    const before = await world.readAuthFile()
    const result = await world.run(['hi'])
    expect(result).toMatchObject({ stdout: '', exitCode })
    expectTwoLines(result.lines, what, hint)
    expect(await world.readAuthFile()).toEqual(before)
  })

  it('an unknown model names the ones that work', async () => {
    await using world = await openWorld()
    const { lines, exitCode } = await world.run(['-m', 'gpt-nothing', 'hi'])
    expect(exitCode).toBe(1)
    expectTwoLines(lines, /'gpt-nothing' model is not supported/, /Use one of: .*gpt-5\.5/)
  })

  it('a server that stays silent', async () => {
    await using world = await openWorld()
    world.simulator.faults.add({ kind: 'hang', times: Infinity })
    const { lines, exitCode } = await world.run(['--timeout', '0.2', 'hi'])
    expect(exitCode).toBe(5)
    expectTwoLines(lines, /No answer within 200 ms/, /--timeout/)
    expect(world.simulator.requests.count()).toBe(1)
  })

  it('nobody listens', async () => {
    await using world = await openWorld()
    await world.simulator.close()
    const { lines, exitCode } = await world.run(['hi'])
    expect(exitCode).toBe(5)
    expectTwoLines(lines, /nothing accepts connections/, /network connection/)
  })

  it('an endpoint a token must not go to', async () => {
    await using world = await openWorld()
    const env = { VIA_CODEX_CHATGPT_URL: 'http://example.com' }
    const { lines, exitCode } = await world.run(['hi'], { env })
    expect(exitCode).toBe(5)
    expectTwoLines(lines, /http/, /https/)
  })
})

describe.concurrent('a stream that breaks keeps what had come', () => {
  const cases: [fault: Fault, exitCode: number, what: RegExp, args?: string[]][] = [
    [{ kind: 'drop-mid-stream', afterEvents: 5 }, 5, /ended before its end event/],
    [{ kind: 'end-early', afterEvents: 5 }, 5, /ended before its end event/],
    [{ kind: 'stall', afterEvents: 5 }, 5, /Nothing more of the answer/, ['--timeout', '0.3']],
    [{ kind: 'malformed-event', afterEvents: 5 }, 1, /no JSON/],
    [{ kind: 'response-failed', code: 'server_error', afterEvents: 5 }, 1, /failed/],
    [{ kind: 'error-event', code: 'server_error', afterEvents: 5 }, 1, /failed/],
  ]
  const scenario = { items: [{ type: 'text' as const, text: 'onetwo', deltas: ['one', 'two'] }] }

  it.for(named(cases))('%s', async ([, fault, exitCode, what, args = []]) => {
    await using world = await openWorld()
    world.simulator.scenario(scenario)
    world.simulator.faults.add(fault)
    const result = await world.run([...args, 'hi'])
    expect(result).toMatchObject({ stdout: 'one\n', exitCode })
    expectTwoLines(result.lines, what)
  })

  it('without its end event', async () => {
    await using world = await openWorld()
    world.simulator.scenario(textScenario('whole'))
    world.simulator.faults.add({ kind: 'done-without-end' })
    const result = await world.run(['hi'])
    expect(result).toMatchObject({ stdout: 'whole\n', exitCode: 5 })
    expectTwoLines(result.lines, /ended before its end event/, /stdout/)
  })

  it.for([['--no-stream'], ['-x']])('with %s', async ([option = '']) => {
    await using world = await openWorld()
    world.simulator.scenario(scenario)
    world.simulator.faults.add({ kind: 'end-early', afterEvents: 5 })
    expect(await world.run([option, 'hi'])).toMatchObject({ stdout: 'one\n', exitCode: 5 })
  })

  it('with --json, as a document that says so', async () => {
    await using world = await openWorld()
    world.simulator.scenario(scenario)
    world.simulator.faults.add({ kind: 'end-early', afterEvents: 5 })
    const { stdout, exitCode } = await world.run(['--json', 'hi'])
    expect(exitCode).toBe(5)
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'incomplete',
      output_text: 'one',
      error: { code: 'STREAM_INTERRUPTED' },
    })
  })
})
