import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openTerminal } from './support/terminal.ts'
import { openSignInWorld } from './support/sign-in-world.ts'
import { openWorld } from './support/world.ts'

describe.concurrent('logout', () => {
  it('ends the login of a folder of our own, deletes it, and says which', async () => {
    await using world = await openSignInWorld()
    const home = join(world.root, 'mine')
    await world.run(['login', '--device', '--codex-home', home])
    const { tokens } = await world.read(home)
    const { stdout, lines, exitCode } = await world.run(['logout', '--codex-home', home])
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 })
    expect(lines).toEqual([
      `Signed out: the login of ada@fake.example (plus) is ended and deleted from ${home}/auth.json.`,
    ])
    expect(world.simulator.authority.isLive(tokens['refresh_token'] ?? '')).toBe(false)
    expect(await world.run(['auth', 'status', '--codex-home', home])).toMatchObject({ exitCode: 3 })
  })

  it('keeps a shared login unless it is forced', async () => {
    await using world = await openWorld()
    const before = await world.readAuthFile()
    const link = `${world.home.path}/link`
    await symlink(world.home.path, link)
    for (const more of [[], ['--codex-home', world.home.path], ['--codex-home', link]]) {
      const { lines, exitCode } = await world.run(['logout', ...more])
      expect(exitCode).toBe(2)
      expect(lines).toEqual([
        expect.stringMatching(/^error: The login in .* is the Codex CLI's as well\.$/),
        'hint: To end it for both, add --force.',
      ])
    }
    expect(await world.readAuthFile()).toEqual(before)
    expect(world.simulator.requests.count()).toBe(0)
    expect(await world.run(['logout', '--force'])).toMatchObject({ exitCode: 0 })
    expect(world.simulator.authority.counts.revocations).toBe(1)
  })

  it.for([
    ['y\r', 0],
    ['\r', 1],
    ['\u0003', 130],
    ['\u0004', 1],
  ] as const)('asks at a terminal; %j', async ([keys, code]) => {
    await using world = await openWorld()
    const session = openTerminal(['logout'], { env: world.env, columns: 200 })
    await session.shown(/End it for both\? \[y\/N\] $/)
    session.press(keys)
    expect(await session.ended).toBe(code)
    expect(world.simulator.authority.counts.revocations).toBe(code === 0 ? 1 : 0)
    if (code === 0) return
    expect(world.simulator.requests.count()).toBe(0)
    await world.readAuthFile()
  })

  it('without a login has nothing to do', async () => {
    await using world = await openSignInWorld()
    const { lines, exitCode } = await world.run(['logout'])
    expect(exitCode).toBe(0)
    expect(lines).toEqual([`There is no login in ${world.authFile}.`])
    expect(await world.files()).toEqual([])
  })

  it('deletes what cannot be used', async () => {
    await using world = await openWorld()
    await writeFile(world.home.authFile, '{')
    const { lines, exitCode } = await world.run(['logout', '-f'])
    expect(exitCode).toBe(0)
    expect(lines).toEqual([
      expect.stringMatching(/^Signed out: what was no usable login is deleted/),
    ])
    await expect(world.readAuthFile()).rejects.toThrow('ENOENT')
  })

  it('says so when the authority could not be asked', async () => {
    await using world = await openWorld()
    await world.simulator.close()
    const { lines, exitCode } = await world.run(['logout', '-f'])
    expect(exitCode).toBe(0)
    expect(lines.at(-1)).toBe('warning: It was not ended at OpenAI: copies of it go on working.')
    await expect(world.readAuthFile()).rejects.toThrow('ENOENT')
  })
})

describe.concurrent('auth status', () => {
  it('tells the store and every source in order', async () => {
    await using world = await openWorld()
    const { stdout } = await world.run(['auth', 'status'])
    expect(stdout).toMatch(/^Store +file, a login is there$/m)
    expect(stdout).toMatch(
      /^Looked at +--store \(not set\), CODEX_API_KEY \(not set\), CODEX_ACCESS_TOKEN \(not set\), the stored login \(used\)$/m,
    )
  })

  it('tells which source won, and no secret', async () => {
    await using world = await openWorld()
    const env = { CODEX_API_KEY: 'sk-fake-secret', CODEX_ACCESS_TOKEN: 'at-fake-secret' }
    const { stdout } = await world.run(['auth', 'status'], { env })
    expect(stdout).toContain('CODEX_API_KEY (used), CODEX_ACCESS_TOKEN (passed over)')
    expect(stdout).not.toContain('secret')
    const forced = await world.run(['auth', 'status', '--json', '--store', 'file'], { env })
    const { store, sources } = JSON.parse(forced.stdout)
    expect(store).toEqual({ kind: 'file', because: 'option' })
    expect(sources[0]).toEqual({ name: '--store', isSet: true, isUsed: true })
    expect(sources[1]).toEqual({ name: 'CODEX_API_KEY', isSet: true, isUsed: false })
  })

  it('warns that a variable goes before a login that was named', async () => {
    await using world = await openWorld()
    const env = { CODEX_API_KEY: 'sk-fake-secret' }
    const named = ['auth', 'status', '--codex-home', world.home.path]
    expect((await world.run(named, { env })).lines).toEqual([
      'warning: CODEX_API_KEY is set and goes before --codex-home; unset it to use that login.',
    ])
    const forced = await world.run([...named, '--store', 'file'], { env })
    expect(forced.lines).toEqual([])
  })

  it('follows config.toml', async () => {
    await using world = await openWorld()
    const config = join(world.home.path, 'config.toml')
    await writeFile(config, 'cli_auth_credentials_store = "file"\n')
    const { stdout } = await world.run(['auth', 'status'])
    expect(stdout).toMatch(/^Store +file, by config\.toml$/m)
    await writeFile(config, 'cli_auth_credentials_store = "ephemeral"\n')
    const { lines, exitCode } = await world.run(['auth', 'status'])
    expect(exitCode).toBe(3)
    expect(lines[1]).toMatch(/^hint: Set `cli_auth_credentials_store`/)
  })
})

describe.concurrent('auth token', () => {
  it('prints a fresh bearer and nothing else', async () => {
    await using world = await openWorld()
    const { accessToken = '' } = world.home.login ?? {}
    expect(await world.run(['auth', 'token'])).toMatchObject({
      stdout: `${accessToken}\n`,
      stderr: '',
      exitCode: 0,
    })
    // Tokens tell their end themselves: only one that has ended is renewed before it is used.
    await using ended = await openWorld()
    const { login } = ended.home
    const document = JSON.parse(String(await ended.readAuthFile()))
    document.tokens.access_token = ended.simulator.authority.issue({
      ...login,
      expiresInMs: -60_000,
    }).accessToken
    await writeFile(ended.home.authFile, JSON.stringify(document))
    const { stdout } = await ended.run(['auth', 'token'])
    expect(ended.simulator.authority.counts.refreshes).toBe(1)
    const { tokens } = (await ended.home.read()) as { tokens: Record<string, string> }
    expect(stdout).toBe(`${tokens['access_token']}\n`)
  })

  it('warns at a terminal', async () => {
    await using world = await openWorld()
    const session = openTerminal(['auth', 'token'], { env: world.env, columns: 4_000 })
    expect(await session.ended).toBe(0)
    expect(session.screen()).toEqual([
      expect.stringMatching(/^warning: Whoever reads this can use your plan/),
      world.home.login?.accessToken,
    ])
  })

  it('without a login is exit code 3', async () => {
    await using world = await openSignInWorld()
    const { stdout, lines, exitCode } = await world.run(['auth', 'token'])
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 3 })
    expect(lines[1]).toContain('`via-codex login`')
  })
})

describe.concurrent('auth refresh', () => {
  it('renews when that is due, and says until when', async () => {
    await using world = await openWorld()
    const first = await world.run(['auth', 'refresh'])
    expect(first.lines).toEqual([
      expect.stringMatching(/^Not renewed: that is not due; good until .* \(in 10 days\)\.$/),
    ])
    const document = JSON.parse(String(await world.readAuthFile()))
    document.tokens.access_token = world.simulator.authority.issue({
      ...world.home.login,
      expiresInMs: -60_000,
    }).accessToken
    await writeFile(world.home.authFile, JSON.stringify(document))
    const never = await world.run(['auth', 'refresh', '--refresh', 'never'])
    expect(never).toMatchObject({ stdout: '', exitCode: 3 })
    expect(never.lines.at(-1)).toContain('--refresh own')
    const second = await world.run(['auth', 'refresh', '--json'])
    expect(JSON.parse(second.stdout)).toMatchObject({ isRenewed: true, freshness: 'fresh' })
    expect(world.simulator.authority.counts.refreshes).toBe(1)
  })

  it('leaves a key as it is', async () => {
    await using world = await openSignInWorld()
    await world.run(['login', '--with-api-key'], { input: 'sk-fake' })
    const { lines, exitCode } = await world.run(['auth', 'refresh'])
    expect(exitCode).toBe(0)
    expect(lines).toEqual([expect.stringMatching(/^Not renewed: it is of a kind that never is/)])
  })
})

describe.concurrent('auth path', () => {
  it('tells the place, with a login or without', async () => {
    await using world = await openSignInWorld()
    expect((await world.run(['auth', 'path'])).stdout).toBe(`${world.authFile}\n`)
    const keyring = await world.run(['auth', 'path', '--store', 'keyring'])
    expect(keyring.stdout).toMatch(/^keyring entry "Codex Auth"/)
  })
})

describe.concurrent('doctor tells', () => {
  it('the surroundings, without what is secret in them', async () => {
    await using world = await openWorld()
    await writeFile(join(world.home.path, 'auth.lock'), '')
    const env = {
      CODEX_API_KEY: '',
      https_proxy: 'http://ada:fake-password@proxy.example:8080',
      NO_PROXY: 'internal.example',
      CODEX_CA_CERTIFICATE: '',
      SSL_CERT_FILE: '',
      NODE_EXTRA_CA_CERTS: '/nowhere/corporate.pem',
    }
    const { stdout } = await world.run(['doctor', '--json'], { env })
    expect(stdout).not.toContain('fake-password')
    const { facts } = JSON.parse(stdout)
    expect(facts).toEqual([
      { name: 'Home', detail: world.home.path },
      { name: 'Looked at', detail: expect.stringContaining('the stored login (used)') },
      { name: 'Codex CLI', detail: expect.stringContaining('uses this home, too') },
      { name: 'Running', detail: expect.any(String) },
      { name: 'Proxy', detail: 'https_proxy → proxy.example:8080, NO_PROXY is set' },
      {
        name: 'Certificates',
        detail: "Node's own and NODE_EXTRA_CA_CERTS → /nowhere/corporate.pem",
      },
    ])
  })

  // Windows lists its programs by no `ps`.
  it.skipIf(process.platform === 'win32')('who else may use the login now', async () => {
    await using world = await openWorld()
    const script = join(world.home.path, 'codex')
    await writeFile(script, 'process.stdin.resume(); console.log("up")')
    const neighbour = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'ignore'] })
    await once(neighbour.stdout, 'data')
    const { stdout } = await world.run(['doctor', '--json'])
    neighbour.kill()
    const { facts } = JSON.parse(stdout) as { facts: { name: string; detail: string }[] }
    const running = facts.find(({ name }) => name === 'Running')
    expect(running?.detail).toContain(`codex (process ${neighbour.pid})`)
  })

  it('how far this clock is off', async () => {
    await using world = await openWorld()
    const date = new Date(Date.now() - 600_000).toUTCString()
    const body = JSON.stringify({ detail: 'No.' })
    world.simulator.faults.add({
      kind: 'answer',
      on: 'models',
      status: 403,
      body,
      headers: { date },
    })
    const { stdout } = await world.run(['doctor'])
    expect(stdout).toMatch(/✗ 3 authorise .*\(this clock is 10 min ahead: set it right\)/)
  })

  it('that Cloudflare is in the way', async () => {
    await using world = await openWorld()
    world.simulator.faults.add({ kind: 'cloudflare', on: 'models' })
    const { stdout, exitCode } = await world.run(['doctor'])
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/✗ 3 authorise .*Cloudflare/)
  })
})
