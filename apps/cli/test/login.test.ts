import { mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openInput } from './support/run-cli.ts'
import { openTerminal } from './support/terminal.ts'
import {
  authorizeUrlIn,
  callbackOf,
  isListening,
  openSignInWorld,
  redirectPortOf,
} from './support/sign-in-world.ts'

describe.concurrent('login by browser', () => {
  it('prints the address, waits for the browser, and says what came of it', async () => {
    await using world = await openSignInWorld()
    const cli = world.start(['login', '--no-browser'])
    await cli.said('The browser has to run on this machine')
    const page = await fetch(authorizeUrlIn(cli.stderr))
    expect(page.status).toBe(200)
    const { stdout, lines, exitCode } = await cli.ended
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 })
    expect(lines[0]).toBe('Open this address in a browser and sign in there:')
    expect(lines.at(-1)).toBe(
      `Signed in as ada@fake.example (plus). The login is kept in ${world.authFile}.`,
    )
    const { tokens } = await world.read()
    expect(world.simulator.authority.isLive(tokens['refresh_token'] ?? '')).toBe(true)
    expect((await stat(world.authFile)).mode & 0o777).toBe(0o600)
  })

  it.skipIf(process.platform !== 'linux')('opens the browser by itself', async () => {
    await using world = await openSignInWorld()
    const browser = `exec "${process.execPath}" -e 'fetch(process.argv[1])' "$1"`
    const env = await world.withBrowser(browser)
    const { lines, exitCode } = await world.spawn(['login'], { env })
    expect(exitCode).toBe(0)
    expect(lines[0]).toContain('Your browser opens')
    expect(authorizeUrlIn(lines.join('\n'))).toContain(world.simulator.endpoints.auth)
  })

  it('goes on when no browser can be opened', async () => {
    await using world = await openSignInWorld()
    const cli = world.start(['login'], { env: { PATH: world.root } })
    await cli.said('warning: No browser could be opened here. Open the address above yourself.')
    await fetch(authorizeUrlIn(cli.stderr))
    expect(await cli.ended).toMatchObject({ exitCode: 0 })
  })

  it('says what it replaced, and who goes before', async () => {
    await using world = await openSignInWorld()
    world.simulator.authority.signsInAs = { email: 'bob@fake.example', planType: 'pro' }
    await world.run(['login', '--device'])
    world.simulator.authority.signsInAs = {}
    const { lines } = await world.run(['login', '--device'], { env: { CODEX_API_KEY: 'sk-fake' } })
    expect(lines.at(-2)).toMatch(/, in place of the login of bob@fake\.example \(pro\)\.$/)
    expect(lines.at(-1)).toMatch(/^warning: CODEX_API_KEY is set and goes before this login/)
  })

  it('another sign-in does not disturb it', async () => {
    await using world = await openSignInWorld({ faults: [{ kind: 'wrong-state' }] })
    const cli = world.start(['login', '--no-browser'])
    await cli.said('The browser has to run on this machine')
    const url = authorizeUrlIn(cli.stderr)
    expect((await fetch(url)).status).toBe(400)
    await cli.said('A browser came back from another sign-in')
    await fetch(url)
    expect(await cli.ended).toMatchObject({ exitCode: 0 })
  })

  it('a refusal is exit code 3 in two lines, and leaves nothing', async () => {
    await using world = await openSignInWorld({ faults: [{ kind: 'access-denied' }] })
    const cli = world.start(['login', '--no-browser'])
    await cli.said('The browser has to run on this machine')
    await fetch(authorizeUrlIn(cli.stderr))
    const { lines, exitCode } = await cli.ended
    expect(exitCode).toBe(3)
    expect(lines.slice(-2)).toEqual([
      'error: Codex is not enabled for this workspace.',
      expect.stringMatching(/^hint: Ask an administrator/),
    ])
    expect(await world.files()).toEqual([])
  })

  it('a workspace that is not wanted is refused', async () => {
    await using world = await openSignInWorld()
    const cli = world.start(['login', '--no-browser', '--workspace', 'a', '--workspace', 'b'])
    await cli.said('The browser has to run on this machine')
    const url = authorizeUrlIn(cli.stderr)
    expect(new URL(url).searchParams.get('allowed_workspace_id')).toBe('a,b')
    await fetch(url)
    const { lines, exitCode } = await cli.ended
    expect(exitCode).toBe(3)
    expect(lines.at(-1)).toBe('hint: Sign in again and choose one of the workspaces a, b.')
    expect(await world.files()).toEqual([])
  })

  it('no port is exit code 3, and the hint names --device', async () => {
    await using world = await openSignInWorld()
    const env = { VIA_CODEX_LOGIN_PORTS: new URL(world.simulator.url).port }
    const { lines, exitCode } = await world.run(['login', '--no-browser'], { env })
    expect(exitCode).toBe(3)
    expect(lines[0]).toMatch(/^error: The browser has nowhere to come back to .*EADDRINUSE/)
    expect(lines[1]).toContain('via-codex login --device')
  })

  it('a place that cannot be written to is told before anything else', async () => {
    await using world = await openSignInWorld()
    await writeFile(join(world.root, 'file'), '')
    const env = { CODEX_HOME: join(world.root, 'file', 'home') }
    const { lines, exitCode } = await world.run(['login', '--no-browser'], { env })
    expect(exitCode).toBe(3)
    expect(lines).toEqual([
      expect.stringMatching(/^error: The folder .* cannot be made/),
      expect.stringMatching(/^hint: /),
    ])
    expect(world.simulator.requests.count()).toBe(0)
  })

  it('a keyring without its library is told with a way out', async () => {
    await using world = await openSignInWorld()
    const { lines, exitCode } = await world.spawn(['login', '--store', 'keyring'])
    expect(exitCode).toBe(3)
    expect(lines[0]).toContain('library that reads the keyring cannot be loaded')
    expect(lines[1]).toContain('--store file')
    expect(await world.files()).toEqual([])
  })
})

describe.concurrent('login at a terminal', () => {
  it('takes a pasted address, and says what is wrong with another', async () => {
    await using world = await openSignInWorld()
    const session = openTerminal(['login', '--no-browser'], { env: world.env, columns: 2_000 })
    await session.shown(/Paste that address here: $/)
    const url = await callbackOf(authorizeUrlIn(session.sent))
    session.press('hello\r')
    await session.shown(/That is not the address.*Paste that address here: $/s)
    session.press(`${url.replace(/state=[^&]+/, 'state=other')}\r`)
    await session.shown(/belongs to another sign-in.*Paste that address here: $/s)
    session.press(`${url}\r`)
    expect(await session.ended).toBe(0)
    expect(session.screen().at(-1)).toMatch(/^Signed in as ada@fake\.example \(plus\)\./)
  })

  it('hears the browser while it waits for a paste', async () => {
    await using world = await openSignInWorld()
    const session = openTerminal(['login', '--no-browser'], { env: world.env, columns: 2_000 })
    await session.shown(/Paste that address here: $/)
    await fetch(authorizeUrlIn(session.sent))
    expect(await session.ended).toBe(0)
    expect(session.screen().slice(-2)).toEqual([
      'The sign-in is agreed to; fetching the login.',
      expect.stringMatching(/^Signed in as/),
    ])
  })

  it('an end of input leaves the browser', async () => {
    await using world = await openSignInWorld()
    const session = openTerminal(['login', '--no-browser'], { env: world.env, columns: 2_000 })
    await session.shown(/Paste that address here: $/)
    session.press('\u0004')
    await fetch(authorizeUrlIn(session.sent))
    expect(await session.ended).toBe(0)
  })

  it('Ctrl-C at the question exits with 130 and leaves nothing', async () => {
    await using world = await openSignInWorld()
    const session = openTerminal(['login', '--no-browser'], { env: world.env, columns: 2_000 })
    await session.shown(/Paste that address here: $/)
    const port = redirectPortOf(authorizeUrlIn(session.sent))
    expect(await isListening(port)).toBe(true)
    session.press('\u0003')
    expect(await session.ended).toBe(130)
    expect(await isListening(port)).toBe(false)
    expect(await world.files()).toEqual([])
  })

  it('an API key is not shown', async () => {
    await using world = await openSignInWorld()
    const session = openTerminal(['login', '--with-api-key'], { env: world.env, columns: 200 })
    await session.shown(/API key \(not shown\): $/)
    session.press('sk-fake-typed')
    session.press('\r')
    expect(await session.ended).toBe(0)
    expect(session.sent).not.toContain('sk-fake')
    expect(session.screen().at(-1)).toMatch(/^Signed in with an API key\./)
    expect(await world.read()).toMatchObject({ OPENAI_API_KEY: 'sk-fake-typed' })
  })

  it.for([
    ['Ctrl-C', '\u0003', 130],
    ['Ctrl-D', '\u0004', 2],
    ['nothing', '\r', 2],
  ] as const)('%s in place of a key keeps nothing', async ([, keys, code]) => {
    await using world = await openSignInWorld()
    const session = openTerminal(['login', '--with-api-key'], { env: world.env })
    await session.shown(/API key \(not shown\): $/)
    session.press(keys)
    expect(await session.ended).toBe(code)
    expect(await world.files()).toEqual([])
  })

  it('shows a device code, and a line that tells that it waits', async () => {
    await using world = await openSignInWorld()
    const session = openTerminal(['login', '--device'], { env: world.env, columns: 200 })
    await session.shown(/waiting for the code to be typed/)
    const code = /FAKE-[0-9A-F]+/.exec(session.sent)?.[0] ?? 'none'
    expect(session.sent).toContain(`\u001b[1m\r\n    ${code}\r\n\u001b[22m`)
    expect(await session.ended).toBe(0)
    expect(session.screen().at(-1)).toMatch(/^Signed in as/)
  })
})

describe.concurrent('login by device', () => {
  it('shows address, code and until when it is good', async () => {
    await using world = await openSignInWorld()
    world.simulator.authority.deviceSettings.pendingPolls = 1
    const { stdout, lines, exitCode } = await world.run(['login', '--device'])
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 })
    expect(lines).toContain(`    ${world.simulator.endpoints.auth}/codex/device`)
    expect(lines.join('\n')).toMatch(
      /good until \S+ \S+ \(in 15 minutes\):\n\n {4}FAKE-[0-9A-F]+\n/,
    )
    expect(lines.at(-1)).toMatch(/^Signed in as ada@fake\.example/)
  })

  it('fails in two lines when the authority has none', async () => {
    await using world = await openSignInWorld({ faults: [{ kind: 'not-found', on: 'device' }] })
    const { lines, exitCode } = await world.run(['login', '--device'])
    expect(exitCode).toBe(3)
    expect(lines).toEqual([expect.stringMatching(/^error: /), expect.stringMatching(/^hint: /)])
    expect(await world.files()).toEqual([])
  })

  it('an authority that is not there is exit code 5', async () => {
    await using world = await openSignInWorld()
    await world.simulator.close()
    const { lines, exitCode } = await world.run(['login', '--device'])
    expect(exitCode).toBe(5)
    expect(lines).toEqual([
      expect.stringMatching(/^error: No connection/),
      expect.stringMatching(/^hint: /),
    ])
  })
})

describe.concurrent('login with a secret from stdin', () => {
  it('keeps an API key without asking anyone', async () => {
    await using world = await openSignInWorld()
    const { lines, exitCode } = await world.run(['login', '--with-api-key'], {
      input: '  sk-fake-piped \r\n',
    })
    expect(exitCode).toBe(0)
    expect(lines).toEqual([`Signed in with an API key. The login is kept in ${world.authFile}.`])
    expect(await world.read()).toMatchObject({ OPENAI_API_KEY: 'sk-fake-piped' })
    expect(world.simulator.requests.count()).toBe(0)
  })

  it('keeps an access token once the authority has said whose it is', async () => {
    await using world = await openSignInWorld()
    const token = world.simulator.authority.issuePersonalAccessToken()
    const { lines, exitCode } = await world.run(['login', '--with-access-token'], { input: token })
    expect(exitCode).toBe(0)
    expect(lines).toEqual([expect.stringMatching(/^Signed in as ada@fake\.example \(plus\)\./)])
    expect(await world.read()).toMatchObject({ personal_access_token: token })
  })

  it.for([
    ['--with-api-key', '', 2, /no API key on stdin/],
    ['--with-api-key', ' \n\n', 2, /no API key on stdin/],
    ['--with-access-token', '', 2, /no access token on stdin/],
    ['--with-api-key', 'sk-fake two', 3, /more than one word/],
    ['--with-access-token', 'sk-fake-key', 3, /no personal access token/],
    ['--with-access-token', 'at-fake-unknown', 3, /does not accept/],
  ] as const)('%s %j', async ([option, input, code, what]) => {
    await using world = await openSignInWorld()
    const { stdout, lines, exitCode } = await world.run(['login', option], { input })
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: code })
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatch(what)
    expect(lines[1]).toMatch(/^hint: /)
    expect(lines.join()).not.toMatch(/sk-fake|at-fake/)
    expect(await world.files()).toEqual([])
  })
})

describe.concurrent('Ctrl-C while signing in', () => {
  it.for([
    ['waits for the browser', ['--no-browser'], 'The browser has to run on this machine'],
    ['waits for the code', ['--device'], 'Never type a code'],
    ['waits for a key', ['--with-api-key'], 'Waiting for stdin.'],
  ] as const)('%s', async ([, args, said]) => {
    await using world = await openSignInWorld()
    world.simulator.authority.deviceSettings.pendingPolls = 1_000
    const cli = world.start(['login', ...args, '--profile', 'work'], { input: openInput })
    await cli.said(said)
    cli.child.kill('SIGINT')
    const { exitCode, stderr } = await cli.ended
    expect(exitCode).toBe(130)
    expect(stderr).not.toContain('error:')
    expect(await world.files()).toEqual([])
    const [url] = /http\S+\/oauth\/authorize\S+/.exec(stderr) ?? []
    expect(url !== undefined && (await isListening(redirectPortOf(url)))).toBe(false)
    await world.simulator.requests.connectionsClosed()
  })

  it('fetches the tokens', async () => {
    await using world = await openSignInWorld({ faults: [{ kind: 'hang', on: 'token' }] })
    const cli = world.start(['login', '--no-browser'])
    await cli.said('The browser has to run on this machine')
    const port = redirectPortOf(authorizeUrlIn(cli.stderr))
    const visit = fetch(authorizeUrlIn(cli.stderr)).catch(() => {})
    await world.simulator.requests.arrival('token')
    cli.child.kill('SIGINT')
    expect(await cli.ended).toMatchObject({ exitCode: 130 })
    await visit
    expect(await isListening(port)).toBe(false)
    expect(await world.files()).toEqual([])
  })

  it('asks for a device code', async () => {
    await using world = await openSignInWorld({ faults: [{ kind: 'hang', on: 'device' }] })
    const cli = world.start(['login', '--device'])
    await world.simulator.requests.arrival('device')
    cli.child.kill('SIGINT')
    expect(await cli.ended).toMatchObject({ exitCode: 130, stderr: '' })
    expect(await world.files()).toEqual([])
  })
})

describe.concurrent('profiles', () => {
  it('keep logins apart, in folders of ours', async () => {
    await using world = await openSignInWorld()
    const { authority } = world.simulator
    for (const name of ['one', 'two']) {
      authority.signsInAs = { email: `${name}@fake.example` }
      const { lines } = await world.run(['login', '--device', '--profile', name])
      expect(lines.at(-1)).toMatch(new RegExp(`auth\\.json, profile ${name}\\.$`))
    }
    const [one, two, none] = await Promise.all([
      world.run(['auth', 'status', '--json', '--profile', 'one']),
      world.run(['auth', 'status', '--json'], { env: { VIA_CODEX_PROFILE: 'two' } }),
      world.run(['auth', 'status', '--json']),
    ])
    expect(JSON.parse(one.stdout)).toMatchObject({ account: { email: 'one@fake.example' } })
    expect(JSON.parse(two.stdout)).toMatchObject({ account: { email: 'two@fake.example' } })
    expect(none).toMatchObject({ exitCode: 3 })

    expect(await world.run(['logout', '--profile', 'one'])).toMatchObject({ exitCode: 0 })
    expect(await world.run(['hi', '--profile', 'one'])).toMatchObject({ exitCode: 3 })
    expect(await world.run(['hi', '--profile', 'two'])).toMatchObject({ exitCode: 0 })
  })

  it.skipIf(process.platform !== 'linux')('live in the data folder', async () => {
    await using world = await openSignInWorld()
    const { stdout } = await world.spawn(['auth', 'path', '--profile', 'a_b-1'])
    const path = join(world.root, 'data', 'via-codex', 'profiles', 'a_b-1', 'auth.json')
    expect(stdout).toBe(`${path}\n`)
  })

  it('--codex-home goes before VIA_CODEX_PROFILE', async () => {
    await using world = await openSignInWorld()
    const folder = join(world.root, 'mine')
    await mkdir(folder)
    const { stdout } = await world.run(['auth', 'path', '--codex-home', folder], {
      env: { VIA_CODEX_PROFILE: 'work' },
    })
    expect(stdout).toBe(`${join(folder, 'auth.json')}\n`)
  })
})
