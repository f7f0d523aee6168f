import { rm, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { openWorld } from './support/world.ts'

describe.concurrent('models', () => {
  it('are listed for people', async () => {
    await using world = await openWorld()
    const { stdout, stderr, exitCode } = await world.run(['models'])
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    const [head = '', first = ''] = stdout.split('\n')
    expect(head).toMatch(/^ID +NAME +CONTEXT +INPUT +PLANS +EFFORTS/)
    expect(first).toMatch(
      /^gpt-6\.1-sol +gpt-6\.1-sol +272,000 +text image .*low\* medium high xhigh max ultra$/,
    )
    expect(stdout).not.toContain('codex-auto-review')
  })

  it('are listed whole as JSON', async () => {
    await using world = await openWorld()
    const { stdout } = await world.run(['models', '--json'])
    const models = JSON.parse(stdout) as { id: string }[]
    expect(models.map(({ id }) => id)).toContain('codex-auto-review')
    expect(models[0]).toMatchObject({ id: 'gpt-6.1-sol', contextWindow: 272_000 })
  })

  it('may be none', async () => {
    await using world = await openWorld()
    world.simulator.faults.add({ kind: 'empty-models' })
    const { stdout, lines, exitCode } = await world.run(['models'])
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 })
    expect(lines).toEqual(['warning: The server lists no model for this login.'])
  })

  it('fail by name', async () => {
    await using world = await openWorld()
    world.simulator.faults.add({ kind: 'cloudflare', on: 'models' })
    const { stdout, lines, exitCode } = await world.run(['models'])
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 })
    expect(lines[0]).toContain('Cloudflare')
  })
})

describe.concurrent('auth status', () => {
  it('shows the login without the network', async () => {
    await using world = await openWorld()
    const before = await world.readAuthFile()
    const { stdout, stderr, exitCode } = await world.run(['auth', 'status'])
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    expect(stdout).toContain(world.home.authFile)
    expect(stdout).toMatch(/^Account +ada@fake\.example$/m)
    expect(stdout).toMatch(/^Plan +plus$/m)
    expect(stdout).toMatch(/^Token +fresh, until \d{4}-\d\d-\d\d \d\d:\d\d \(in 10 days\)$/m)
    expect(world.simulator.requests.count()).toBe(0)
    expect(await world.readAuthFile()).toEqual(before)
  })

  it('shows it as JSON', async () => {
    await using world = await openWorld()
    const { stdout } = await world.run(['auth', 'status', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      location: world.home.authFile,
      account: { email: 'ada@fake.example', planType: 'plus' },
      freshness: 'fresh',
      // Tokens tell their end in whole seconds.
      expiresAt: world.home.login?.expiresAt.toISOString().replace(/\.\d+/, '.000'),
    })
  })

  it('takes --codex-home before the command, too', async () => {
    await using world = await openWorld()
    const env = { CODEX_HOME: '/nonexistent/home' }
    const before = await world.run(['--codex-home', world.home.path, 'auth', 'status'], { env })
    const after = await world.run(['auth', 'status', '--codex-home', world.home.path], { env })
    expect(before.exitCode).toBe(0)
    expect(before.stdout).toBe(after.stdout)
    expect(world.simulator.requests.count()).toBe(0)
  })

  it('takes the folder from --codex-home', async () => {
    await using world = await openWorld()
    const args = ['auth', 'status', '--codex-home', world.home.path]
    const { stdout } = await world.run(args, { env: { CODEX_HOME: '/nowhere' } })
    expect(stdout).toContain(world.home.authFile)
  })

  it('ends with exit code 3 when there is none', async () => {
    await using world = await openWorld()
    await rm(world.home.authFile)
    const { stdout, lines, exitCode } = await world.run(['auth', 'status'])
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 3 })
    expect(lines[0]).toContain('No Codex login')
  })
})

describe.concurrent('doctor', () => {
  const names = ['discover', 'keep fresh', 'authorise', 'transport', 'decode', 'adapt']

  it('walks all six stations', async () => {
    await using world = await openWorld()
    const { stdout, stderr, exitCode } = await world.run(['doctor'])
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    const [facts = '', stations = ''] = stdout.split('\n\n')
    expect(facts.split('\n').map((line) => line.replace(/ {2,}.*/, ''))).toEqual([
      'Home',
      'Looked at',
      'Codex CLI',
      'Running',
      'Proxy',
      'Certificates',
    ])
    const lines = stations.split('\n').slice(0, -1)
    expect(lines.map((line) => line.replace(/ {2,}.*/, ''))).toEqual(
      names.map((name, at) => `✓ ${at + 1} ${name}`),
    )
    expect(lines[0]).toMatch(/\(file, a login is there\): ada@fake\.example \(plus\) \(\d+ ms\)$/)
    expect(lines[1]).toMatch(/holds until .*; last renewed .*\(now\) \(\d+ ms\)$/)
    expect(lines[3]).toMatch(/models listed; the clocks agree \(\d+ ms\)$/)
    const { body } = world.simulator.requests.last('responses')
    expect(body).toMatchObject({ model: 'gpt-5.5', reasoning: { effort: 'low' } })
  })

  it('renews the login when that is due', async () => {
    await using world = await openWorld()
    world.simulator.authority.expire(world.home.login?.accessToken ?? '')
    expect(await world.run(['doctor'])).toMatchObject({ exitCode: 0 })
  })

  it('stops where there is no login', async () => {
    await using world = await openWorld()
    await writeFile(world.home.authFile, '')
    const { stdout, exitCode } = await world.run(['doctor'])
    expect(exitCode).toBe(3)
    expect(stdout).toMatch(
      /\n\n✗ 1 discover +.*cannot be used.* \(\d+ ms\)\nhint: .*codex login.*\n$/,
    )
  })

  it('stops where the server is not reached', async () => {
    await using world = await openWorld()
    await world.simulator.close()
    const { stdout, exitCode } = await world.run(['doctor'])
    expect(exitCode).toBe(5)
    expect(stdout).toMatch(/\n\n✓ 1 .*\n✓ 2 .*\n✗ 4 transport .*nothing accepts.*\nhint: .*\n$/)
  })

  it('stops where the login is refused', async () => {
    await using world = await openWorld()
    world.simulator.faults.add({ kind: 'forbidden', on: 'models' })
    const { stdout, exitCode } = await world.run(['doctor'])
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/\n✗ 3 authorise .*Forbidden.*\nhint: .*\n$/)
  })

  it('stops where the answer breaks, and says so as JSON', async () => {
    await using world = await openWorld()
    world.simulator.faults.add({ kind: 'end-early' })
    const { stdout, stderr, exitCode } = await world.run(['doctor', '--json'])
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 5 })
    const { isOk, stations } = JSON.parse(stdout)
    expect(isOk).toBe(false)
    expect(stations).toHaveLength(5)
    expect(stations[4]).toMatchObject({
      station: 5,
      name: 'decode',
      isOk: false,
      code: 'STREAM_INTERRUPTED',
    })
  })
})

describe.concurrent('--simulate', () => {
  const nowhere = { CODEX_HOME: '/nowhere', VIA_CODEX_CHATGPT_URL: 'https://nowhere.example' }

  it.for([['hi'], ['models'], ['doctor']])(
    '%s needs no login and no network',
    async ([word = '']) => {
      await using world = await openWorld()
      const { stdout, lines, exitCode } = await world.run([word, '--simulate'], { env: nowhere })
      expect(exitCode).toBe(0)
      expect(stdout).not.toBe('')
      expect(lines).toHaveLength(1)
      expect(lines[0]).toMatch(/^simulate: .*http:\/\/127\.0\.0\.1:\d+/)
      expect(world.simulator.requests.count()).toBe(0)
    },
  )

  it('leaves nothing behind', async () => {
    await using world = await openWorld()
    const temporary = world.home.path
    await world.run(['--simulate', 'hi'], { env: { ...nowhere, TMPDIR: temporary } })
    const { readdir } = await import('node:fs/promises')
    expect((await readdir(temporary)).filter((name) => name.startsWith('codex-home'))).toEqual([])
  })
})
