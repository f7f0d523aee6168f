import { join } from 'node:path'
import { signInWithSiwc } from '@via-codex/core'
import { describe, expect, it } from 'vitest'
import { changeCredentialSetting } from '../src/credential/credential-setting.ts'
import { ownCredential } from '../src/credential/own-credential.ts'
import { openKeptWorld, type KeptWorld } from './support/kept-world.ts'
import { openSignInWorld, type SignInWorld } from './support/sign-in-world.ts'

const manage = 'https://chatgpt.com/settings/usage'
const always = { times: Number.POSITIVE_INFINITY }

function authorizeUrl(text: string): string {
  return /https?:\/\/\S+\/api\/accounts\/authorize\?\S+/.exec(text)?.[0] ?? ''
}

/** A world in which this program has a sign-in of its own beside the Codex login. */
async function signedIn(): Promise<KeptWorld> {
  const world = await openKeptWorld()
  const { env } = world
  await changeCredentialSetting(env, { plaintext: true })
  await signInWithSiwc({
    credential: await ownCredential(env),
    env,
    openBrowser: async (url) => void fetch(url).then((response) => response.text()),
  })
  return world
}

describe.concurrent('login --chatgpt', () => {
  const run = async (world: SignInWorld, more: string[] = []) => {
    const cli = world.start(['login', '--chatgpt', '--no-browser', '--plaintext', ...more], {
      env: ownFolders(world),
    })
    await cli.said('The browser has to run on this machine')
    await (await fetch(authorizeUrl(cli.stderr))).text()
    return cli.ended
  }
  const ownFolders = ({ root }: SignInWorld) => ({
    VIA_CODEX_DATA_DIR: join(root, 'own-data'),
    VIA_CODEX_CONFIG_DIR: join(root, 'own-config'),
  })

  it('signs in under its own name, says what that means once, and changes nothing else', async () => {
    await using world = await openSignInWorld()
    const { stdout, lines, stderr, exitCode } = await run(world)
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 })
    expect(lines[0]).toMatch(/^Continue with ChatGPT/)
    expect(stderr).toContain('Signed in as ada@fake.example.')
    expect(stderr).toContain("You're using your ChatGPT plan")
    expect(stderr).toContain(`Manage usage: ${manage}`)
    expect(stderr).toContain('via-codex auth use chatgpt')
    expect(stderr).not.toMatch(/rt-fake|eyJhbGci|fake-siwc-code/)
    expect(world.simulator.siwc.registrations()).toMatchObject([{ agentName: 'via-codex' }])
    expect(await world.files()).not.toContain('.codex/auth.json')
    const again = await run(world)
    expect(again.stderr).not.toContain("You're using your ChatGPT plan")
    expect(world.simulator.siwc.counts.registrations).toBe(1)
    const env = ownFolders(world)
    const missing = await world.run(['Hello'], { env })
    expect(missing).toMatchObject({ exitCode: 3, stdout: '' })
    const answer = await world.run(['--credential', 'chatgpt', 'Hello'], { env })
    expect(answer).toMatchObject({ exitCode: 0 })
    expect(world.simulator.requests.last('responses').path).toBe('/v1/responses')
    const out = await world.run(['logout', '--chatgpt'], { env })
    expect(out).toMatchObject({
      exitCode: 0,
      lines: ['Signed out: the sign-in of ada@fake.example is ended and cleared.'],
    })
    expect(world.simulator.siwc.counts.revocations).toBe(1)
  })

  it('without the use of the plan: says so, and how to allow it', async () => {
    await using world = await openSignInWorld({ faults: [{ kind: 'plan-not-granted' }] })
    const { stderr, exitCode } = await run(world)
    expect(exitCode).toBe(0)
    expect(stderr).toContain('--chatgpt --consent')
    expect(stderr).not.toContain("You're using your ChatGPT plan")
    const env = ownFolders(world)
    const refused = await world.run(['--credential', 'chatgpt', 'Hello'], { env })
    expect(refused).toMatchObject({ exitCode: 3 })
    expect((await run(world, ['--consent'])).stderr).toContain("You're using your ChatGPT plan")
  })

  it.skipIf(process.platform !== 'linux')('needs a keyring, or leave to do without', async () => {
    await using world = await openSignInWorld()
    const env = { ...ownFolders(world), DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' }
    const { lines, exitCode } = await world.run(['login', '--chatgpt'], { env })
    expect(exitCode).toBe(3)
    expect(lines.at(-1)).toContain('--plaintext')
    expect(world.simulator.requests.count('authorize')).toBe(0)
  })
})

describe.concurrent('which credential', () => {
  it('is the Codex login, until the other is named or set; never one for want of the other', async () => {
    await using world = await signedIn()
    const paths = () => world.simulator.requests.to('responses').map(({ path }) => path)
    await world.run(['Hello'])
    await world.run(['--credential', 'chatgpt', 'Hello'])
    expect((await world.run(['auth', 'use', 'chatgpt'])).lines).toEqual([
      'Requests use the ChatGPT plan of ada@fake.example from now on.',
    ])
    await world.run(['Hello'])
    await world.run(['--credential', 'codex', 'Hello'])
    await world.run(['auth', 'use', 'codex'])
    await world.run(['Hello'])
    const [codex, plan] = ['/backend-api/codex/responses', '/v1/responses']
    expect(paths()).toEqual([codex, plan, plan, codex, codex])
    world.simulator.faults.add({
      kind: 'subscription-sharing',
      code: 'subscription_sharing_user_not_eligible',
      ...always,
    })
    const refused = await world.run(['--credential', 'chatgpt', 'Hello'])
    expect(refused).toMatchObject({ exitCode: 1 })
    expect(paths().at(-1)).toBe(plan)
  })

  it('a login that is named by its place goes before what is set', async () => {
    await using world = await signedIn()
    await world.run(['auth', 'use', 'chatgpt'])
    const home = world.env['CODEX_HOME'] ?? ''
    await world.run(['--codex-home', home, 'Hello'])
    expect(world.simulator.requests.last('responses').path).toBe('/backend-api/codex/responses')
  })

  it('auth status tells of both, and why this one', async () => {
    await using world = await signedIn()
    const codex = await world.run(['auth', 'status'])
    expect(codex.stdout).toContain('Codex login')
    expect(codex.stdout).toContain('Sign in with ChatGPT: ada@fake.example (ready)')
    const plan = await world.run(['auth', 'status', '--credential', 'chatgpt'])
    expect(plan.stdout).toContain('chatgpt, by --credential')
    expect(plan.stdout).toContain('Using ChatGPT plan')
    expect(plan.stdout).toContain(manage)
    expect(plan.stdout).toContain('Codex login in ')
    await world.run(['auth', 'use', 'chatgpt'])
    const json = JSON.parse((await world.run(['auth', 'status', '--json'])).stdout)
    expect(json).toMatchObject({
      kind: 'siwc',
      backend: 'siwc',
      credential: { name: 'chatgpt', because: '`auth use`' },
      known: {
        chatgpt: [{ email: 'ada@fake.example', planGranted: true }],
        codex: { isThere: true },
      },
    })
    expect(JSON.stringify(json)).not.toMatch(/rt-fake|eyJhbGci/)
  })

  it('auth status points to the sign-in when there is no Codex login', async () => {
    await using world = await signedIn()
    const nowhere = await world.run(['auth', 'status', '--codex-home', join(world.folder, 'none')])
    expect(nowhere.exitCode).toBe(3)
    expect(nowhere.stderr).toContain('via-codex auth use chatgpt')
  })

  it('usage has the link, models their list, refresh its word', async () => {
    await using world = await signedIn()
    await world.run(['auth', 'use', 'chatgpt'])
    expect(await world.run(['usage'])).toMatchObject({
      exitCode: 0,
      stdout: `Manage usage: ${manage}\n`,
    })
    expect(JSON.parse((await world.run(['usage', '--json'])).stdout)).toEqual({
      manageUsageUrl: manage,
    })
    expect((await world.run(['models'])).stdout).toContain('gpt-6-sol')
    expect(await world.run(['doctor'])).toMatchObject({ exitCode: 0 })
    expect((await world.run(['auth', 'refresh'])).lines[0]).toMatch(/^Not renewed: that is not due/)
  })

  it('a limit has the link and its exit code, before the stream and within', async () => {
    await using world = await signedIn()
    await world.run(['auth', 'use', 'chatgpt'])
    const code = 'subscription_sharing_usage_limit_exceeded'
    world.simulator.faults.add(
      { kind: 'subscription-sharing', code },
      { kind: 'response-failed', code },
    )
    for (let time = 0; time < 2; time++) {
      const { lines, exitCode } = await world.run(['Hello'])
      expect(exitCode).toBe(4)
      expect(lines.at(-1)).toContain(manage)
    }
  })

  it('its token is not given to other programs', async () => {
    await using world = await signedIn()
    const { stdout, exitCode } = await world.run(['auth', 'token', '--credential', 'chatgpt'])
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 3 })
  })

  it.each([
    [['--credential', 'other', 'Hello'], '--credential other is none'],
    [['--credential', 'chatgpt', '--profile', 'work', 'Hello'], 'exclude each other'],
    [['--credential', 'chatgpt', '--simulate', 'Hello'], 'exclude each other'],
    [['--credential', 'chatgpt', '--refresh', 'delegate', 'Hello'], '--refresh delegate'],
    [['auth', 'use'], 'no credential'],
    [['auth', 'use', 'other'], 'no credential "other"'],
    [['auth', 'use', 'codex', 'ada'], 'takes no account'],
    [['auth', 'use', 'codex', '--json'], 'has no --json'],
    [['login', '--chatgpt', '--device'], 'exclude each other'],
    [['login', '--chatgpt', '--profile', 'work'], 'exclude each other'],
    [['login', '--chatgpt', '--workspace', 'x'], '--workspace says nothing'],
    [['login', '--chatgpt', '--port', 'x'], '--port x is none'],
    [['login', '--consent'], 'goes with --chatgpt only'],
    [['logout', '--chatgpt', '--store', 'file'], 'exclude each other'],
  ])('%j is a usage error', async (args, message) => {
    await using world = await openKeptWorld()
    const { exitCode, stderr } = await world.run(args)
    expect(exitCode).toBe(2)
    expect(stderr).toContain(message)
  })

  it('nobody has signed in: exit code 3, and nothing is set or tried', async () => {
    await using world = await openKeptWorld()
    for (const args of [
      ['auth', 'use', 'chatgpt'],
      ['--credential', 'chatgpt', 'Hello'],
    ]) {
      const { exitCode, lines } = await world.run(args)
      expect(exitCode).toBe(3)
      expect(lines.at(-1)).toContain('via-codex login --chatgpt')
    }
    await world.run(['Hello'])
    expect(world.simulator.requests.last('responses').path).toBe('/backend-api/codex/responses')
    expect((await world.run(['logout', '--chatgpt'])).lines).toEqual([
      'Nobody has signed in with ChatGPT here.',
    ])
  })
})
