import { describe, expect, it } from 'vitest'
import { runInProcess } from './support/run-in-process.ts'
import { openWorld } from './support/world.ts'

describe('a wrong command line ends with exit code 2', () => {
  const cases: [args: string[], what: RegExp, hint: RegExp][] = [
    [[], /There is no prompt/, /via-codex --help/],
    [['  '], /There is no prompt/, /via-codex --help/],
    [['--colour', 'hi'], /Unknown option '--colour'/, /--help/],
    [['-z'], /Unknown option '-z'/, /--help/],
    [['hi', '-m'], /argument missing|needs|<value>/, /--help/],
    [['-o', 'mood', 'good', 'hi'], /-o mood is no option/, /reasoning_effort, reasoning_summary/],
    [['-o', 'temperature', '0', 'hi'], /temperature .*backend refuses/, /Leave it out/],
    [['-o', 'max_output_tokens', '9', 'hi'], /max_output_tokens .*backend refuses/, /Leave it out/],
    [['hi', '-o', 'verbosity'], /lacks its value/, /-o reasoning_effort high/],
    [['-o', 'verbosity', '-u', 'hi'], /lacks its value/, /-o reasoning_effort high/],
    [['-x', '--json', 'hi'], /exclude each other/, /./],
    [['--timeout', 'soon', 'hi'], /no number of seconds/, /--timeout 90/],
    [['--timeout', '0', 'hi'], /no number of seconds/, /--timeout 90/],
    [['-u', 'models'], /stands after options/, /via-codex prompt models/],
    [['--debug', '-u', 'models'], /stands after options/, /via-codex prompt models/],
    [['--simulate', 'models', 'of', 'cars'], /no `via-codex models of`/, /prompt 'models of cars'/],
    [['--debug', 'logout', 'now'], /takes no "now"/, /./],
    [['--simulate', 'logs'], /Unknown option '--simulate'/, /logs --help/],
    [['models', 'of', 'cars'], /no `via-codex models of`/, /via-codex prompt 'models of cars'/],
    [['auth'], /needs a verb/, /status, path, token, refresh/],
    [['auth', 'login'], /no `via-codex auth login`/, /via-codex login/],
    [['auth', 'path', 'x'], /takes no "x"/, /./],
    [['auth', 'token', '--json'], /has no --json/, /./],
    [['logout', 'now'], /takes no "now"/, /./],
    [['login', '--device', '--with-api-key'], /exclude each other/, /./],
    [['login', '--with-api-key', '--workspace', 'a'], /says nothing about --with-api-key/, /./],
    [['login', '--with-access-token', '--no-browser'], /says nothing about/, /./],
    [['login', '--workspace', 'a,b'], /--workspace a,b is no id/, /repeat the option/],
    [['login', '--with-api-key'], /no API key on stdin/, /--with-api-key < file/],
    [['login', '--with-access-token'], /no access token on stdin/, /--with-access-token < file/],
    [['hi', '--profile', 'Ada'], /--profile: "Ada" cannot be/, /a to z/],
    [['models', '--profile', ''], /cannot be the name/, /a to z/],
    [['login', '--profile', '../x'], /cannot be the name/, /a to z/],
    [['doctor', '--profile', 'x'.repeat(65)], /cannot be the name/, /1 to 64/],
    [['hi', '--profile', 'a', '--codex-home', 'b'], /exclude each other/, /folder of its own/],
    [
      ['auth', 'status', '--store', 'cloud'],
      /--store cloud is no store/,
      /file, keyring, auto, age/,
    ],
    [['hi', '--refresh', 'daily'], /--refresh daily is none/, /own, never, delegate/],
    [['help', 'me'], /no command "me"/, /via-codex prompt help/],
    [['doctor', 'who'], /takes no "who"/, /via-codex prompt 'doctor who'/],
  ]
  it.for(cases)('%j', async ([args, what, hint]) => {
    const { stdout, lines, exitCode } = await runInProcess(args)
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatch(/^error: /)
    expect(lines[0]).toMatch(what)
    expect(lines[1]).toMatch(/^hint: /)
    expect(lines[1]).toMatch(hint)
  })

  it('input that is no text', async () => {
    const { lines, exitCode } = await runInProcess(['hi'], {
      input: Buffer.from([0xff, 0xfe, 0x41, 0]),
    })
    expect(exitCode).toBe(2)
    expect(lines[0]).toContain('no UTF-8 text')
  })

  it.for([
    [{ VIA_CODEX_PROFILE: 'Ada' }, 'VIA_CODEX_PROFILE: "Ada" cannot be'],
    [{ VIA_CODEX_STORE: 'cloud' }, 'VIA_CODEX_STORE cloud is no store'],
  ] as const)('a variable like %j', async ([env, what]) => {
    const { lines, exitCode } = await runInProcess(['hi'], { env })
    expect(exitCode).toBe(2)
    expect(lines[0]).toContain(what)
  })

  it.for([
    ['--with-api-key', 'sk-fake-secret'],
    ['--with-api-key=sk-fake-secret'],
    ['--with-access-token', 'at-fake-secret'],
    ['--with-access-token=at-fake-secret'],
    ['--api-key=sk-fake-secret'],
  ])('a secret in %j, which is not repeated', async (args) => {
    const { stdout, stderr, lines, exitCode } = await runInProcess(['login', ...args])
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
    expect(lines).toHaveLength(2)
    expect(stderr).not.toContain('fake-secret')
  })

  it('an address that is none', async () => {
    const env = { VIA_CODEX_CHATGPT_URL: 'nowhere' }
    const { lines, exitCode } = await runInProcess(['hi'], { env })
    expect(exitCode).toBe(2)
    expect(lines[0]).toContain('must be a URL')
  })
})

describe.concurrent('help', () => {
  it.for([['--help'], ['-h'], ['help']])('%j shows all of it', async (args) => {
    await using world = await openWorld()
    const { stdout, stderr, exitCode } = await world.run(args)
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    for (const word of ['Usage:', 'Examples:', '--simulate', 'doctor', 'Exit codes:']) {
      expect(stdout).toContain(word)
    }
  })

  it.for([
    ['models', '--help'],
    ['help', 'models'],
    ['auth', 'status', '-h'],
    ['help', 'doctor'],
    ['help', 'login'],
    ['login', '--device', '-h'],
    ['logout', '--help'],
    ['doctor', '--help'],
    ['prompt', '--help'],
    ['hi', '--help'],
  ])('%j shows examples and asks nobody', async (args) => {
    await using world = await openWorld()
    const { stdout, exitCode } = await world.run(args)
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^Usage: via-codex/)
    expect(stdout).toContain('Examples:')
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(88)
    expect(world.simulator.requests.count()).toBe(0)
  })

  it('--version is a version', async () => {
    await using world = await openWorld()
    expect((await world.spawn(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})
