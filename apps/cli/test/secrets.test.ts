import { describe, expect, it } from 'vitest'
import { authorizeUrlIn, openSignInWorld, type SignInWorld } from './support/sign-in-world.ts'
import { openWorld } from './support/world.ts'

describe.concurrent('secrets', () => {
  it('are in no output, even with --debug, refreshes and failures', async () => {
    await using world = await openWorld()
    const { accessToken = '', refreshToken = '', idToken = '' } = world.home.login ?? {}
    world.simulator.authority.expire(accessToken)
    world.simulator.faults.add({ kind: 'bad-request', after: 2 })
    const commands = [['hi'], ['hi'], ['--json', 'hi'], ['models'], ['doctor'], ['auth', 'status']]
    const outputs: string[] = []
    for (const command of commands) {
      const { stdout, stderr } = await world.spawn([...command, '--debug'])
      outputs.push(stdout + stderr)
    }
    const output = outputs.join('')
    expect(output).toContain('debug: Request')
    expect(output).toContain('/oauth/token')

    const { tokens } = (await world.home.read()) as { tokens: Record<string, string> }
    expect(tokens['refresh_token']).not.toBe(refreshToken)
    const bearers = world.simulator.requests.bearers().filter((bearer) => bearer !== undefined)
    const stored = ['access_token', 'refresh_token', 'id_token'].map((name) => tokens[name] ?? '')
    const secrets = new Set([accessToken, refreshToken, idToken, ...bearers, ...stored])
    expect(secrets.size).toBeGreaterThanOrEqual(6)
    expect([...secrets].filter((secret) => secret.length < 20)).toEqual([])
    // A part of a token is a secret too; what all tokens begin with is none.
    const parts = [...secrets].flatMap((secret) => [secret, ...secret.split('.').slice(1)])
    expect(parts.filter((part) => output.includes(part))).toEqual([])
  })

  it('are in no output of signing in and out, nor of what comes between', async () => {
    await using world = await openSignInWorld()
    const { authority, faults } = world.simulator
    const apiKey = authority.issueApiKey()
    const personalToken = authority.issuePersonalAccessToken()
    const secrets = new Set([apiKey, personalToken, 'at-fake-of-nobody'])
    const outputs: string[] = []
    const note = async ({ stdout, stderr }: { stdout: string; stderr: string }) => {
      outputs.push(stdout + stderr)
      for (const secret of await secretsOf(world)) secrets.add(secret)
    }
    const run = async (args: string, input?: string) => {
      await note(await world.spawn([...args.split(' '), '--debug'], { input }))
    }
    const loginByBrowser = async () => {
      const cli = world.start(['login', '--no-browser', '--debug'])
      await cli.said('The browser has to run on this machine')
      const page = await fetch(authorizeUrlIn(cli.stderr))
      outputs.push(await page.text(), page.url)
      await note(await cli.ended)
    }

    await loginByBrowser()
    for (const command of ['auth status', 'auth path', 'auth status --json', 'doctor --json', 'hi'])
      await run(command)
    authority.expire((await world.read()).tokens['access_token'] ?? '')
    for (const command of ['models', 'auth refresh', 'login --device --profile work', 'logout'])
      await run(command)
    faults.add({ kind: 'bad-request', on: 'token' })
    await loginByBrowser()
    faults.add({ kind: 'not-json', on: 'token' })
    await loginByBrowser()
    faults.add({ kind: 'drop-reply', on: 'token' })
    await run('login --device')
    faults.add({ kind: 'server-error', on: 'revoke' })
    await run('logout --force')
    await run('login --with-api-key', apiKey)
    for (const command of ['auth status', 'doctor', 'logout -f']) await run(command)
    await run('login --with-access-token', personalToken)
    for (const command of ['auth status --json', 'hi', 'auth refresh', 'logout -f'])
      await run(command)
    await run('login --with-access-token', 'at-fake-of-nobody')
    await run(`login --with-api-key ${apiKey}`)
    await run(`login --with-access-token=${personalToken}`)

    const output = outputs.join('')
    expect(output.match(/Signed in /g)).toHaveLength(4)
    expect(output.match(/Signed out: /g)).toHaveLength(3)
    expect(output).toContain('/oauth/revoke')
    expect(secrets.size).toBeGreaterThanOrEqual(15)
    const parts = [...secrets].flatMap((secret) => [secret, ...secret.split('.').slice(1)])
    expect(parts.filter((part) => output.includes(part))).toEqual([])
  })
})

/** Whatever is stored now, and what was sent so far to prove something. */
async function secretsOf(world: SignInWorld): Promise<string[]> {
  const stored = await world.read().catch(() => undefined)
  const profile = await world
    .read(`${world.root}/data/via-codex/profiles/work`)
    .catch(() => undefined)
  const tokens = [stored, profile].flatMap((document) => {
    const { id_token: id, access_token: access, refresh_token: refresh } = document?.tokens ?? {}
    return [id, access, refresh]
  })
  const sent = world.simulator.requests.all().flatMap(({ body, bearer }) => {
    const fields = typeof body === 'object' && body !== null ? body : {}
    const names = new Set(['code', 'code_verifier', 'refresh_token', 'token', 'device_auth_id'])
    const proofs = Object.entries(fields).filter(([name]) => names.has(name))
    return [bearer, ...proofs.map(([, value]) => String(value))]
  })
  return [...tokens, ...sent].filter((secret) => secret !== undefined)
}
