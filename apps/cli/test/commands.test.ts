import { rm, writeFile } from 'node:fs/promises'
import { describe, expect } from 'vitest'
import { test } from './support/world.ts'

describe.concurrent('models', () => {
  test('are listed for people', async ({ world }) => {
    const { stdout, stderr, exitCode } = await world.run(['models'])
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    const [head = '', first = ''] = stdout.split('\n')
    expect(head).toMatch(/^ID +NAME +CONTEXT +EFFORTS/)
    expect(first).toMatch(
      /^gpt-6\.1-sol +gpt-6\.1-sol +272,000 +low\* medium high xhigh max ultra$/,
    )
    expect(stdout).not.toContain('codex-auto-review')
  })

  test('are listed whole as JSON', async ({ world }) => {
    const { stdout } = await world.run(['models', '--json'])
    const models = JSON.parse(stdout) as { id: string }[]
    expect(models.map(({ id }) => id)).toContain('codex-auto-review')
    expect(models[0]).toMatchObject({ id: 'gpt-6.1-sol', contextWindow: 272_000 })
  })

  test('may be none', async ({ world }) => {
    world.simulator.faults.add({ kind: 'empty-models' })
    const { stdout, lines, exitCode } = await world.run(['models'])
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 })
    expect(lines).toEqual(['warning: The server lists no model for this login.'])
  })

  test('fail by name', async ({ world }) => {
    world.simulator.faults.add({ kind: 'cloudflare', on: 'models' })
    const { stdout, lines, exitCode } = await world.run(['models'])
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 })
    expect(lines[0]).toContain('Cloudflare')
  })
})

describe.concurrent('auth status', () => {
  test('shows the login without the network', async ({ world }) => {
    const before = await world.authFile()
    const { stdout, stderr, exitCode } = await world.run(['auth', 'status'])
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    expect(stdout).toContain(world.home.authFile)
    expect(stdout).toMatch(/^Account +ada@fake\.example$/m)
    expect(stdout).toMatch(/^Plan +plus$/m)
    expect(stdout).toMatch(/^Token +fresh, until \d{4}-\d\d-\d\d \d\d:\d\d \(in 10 days\)$/m)
    expect(world.simulator.requests.count()).toBe(0)
    expect(await world.authFile()).toEqual(before)
  })

  test('shows it as JSON', async ({ world }) => {
    const { stdout } = await world.run(['auth', 'status', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      location: world.home.authFile,
      account: { email: 'ada@fake.example', planType: 'plus' },
      freshness: 'fresh',
      // Tokens tell their end in whole seconds.
      expiresAt: world.home.login?.expiresAt.toISOString().replace(/\.\d+/, '.000'),
    })
  })

  test('takes the folder from --codex-home', async ({ world }) => {
    const args = ['auth', 'status', '--codex-home', world.home.path]
    const { stdout } = await world.run(args, { env: { CODEX_HOME: '/nowhere' } })
    expect(stdout).toContain(world.home.authFile)
  })

  test('ends with exit code 3 when there is none', async ({ world }) => {
    await rm(world.home.authFile)
    const { stdout, lines, exitCode } = await world.run(['auth', 'status'])
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 3 })
    expect(lines[0]).toContain('No Codex login')
  })
})

describe.concurrent('doctor', () => {
  const names = ['discover', 'keep fresh', 'authorise', 'transport', 'decode', 'adapt']

  test('walks all six stations', async ({ world }) => {
    const { stdout, stderr, exitCode } = await world.run(['doctor'])
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    const lines = stdout.split('\n').slice(0, -1)
    expect(lines.map((line) => line.replace(/ {2,}.*/, ''))).toEqual(
      names.map((name, at) => `✓ ${at + 1} ${name}`),
    )
    expect(lines[0]).toMatch(/ada@fake\.example, plan plus \(\d+ ms\)$/)
    const { body } = world.simulator.requests.last('responses')
    expect(body).toMatchObject({ model: 'gpt-5.5', reasoning: { effort: 'low' } })
  })

  test('renews the login when that is due', async ({ world }) => {
    world.simulator.authority.expire(world.home.login?.accessToken ?? '')
    expect(await world.run(['doctor'])).toMatchObject({ exitCode: 0 })
  })

  test('stops where there is no login', async ({ world }) => {
    await writeFile(world.home.authFile, '')
    const { stdout, exitCode } = await world.run(['doctor'])
    expect(exitCode).toBe(3)
    expect(stdout).toMatch(/^✗ 1 discover +.*cannot be used.* \(\d+ ms\)\nhint: .*codex login.*\n$/)
  })

  test('stops where the server is not reached', async ({ world }) => {
    await world.simulator.close()
    const { stdout, exitCode } = await world.run(['doctor'])
    expect(exitCode).toBe(5)
    expect(stdout).toMatch(/^✓ 1 .*\n✓ 2 .*\n✗ 4 transport .*nothing accepts.*\nhint: .*\n$/)
  })

  test('stops where the login is refused', async ({ world }) => {
    world.simulator.faults.add({ kind: 'forbidden', on: 'models' })
    const { stdout, exitCode } = await world.run(['doctor'])
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/\n✗ 3 authorise .*Forbidden.*\nhint: .*\n$/)
  })

  test('stops where the answer breaks, and says so as JSON', async ({ world }) => {
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

  test.for([['hi'], ['models'], ['doctor']])(
    '%s needs no login and no network',
    async ([word = ''], { world }) => {
      const { stdout, lines, exitCode } = await world.run([word, '--simulate'], { env: nowhere })
      expect(exitCode).toBe(0)
      expect(stdout).not.toBe('')
      expect(lines).toHaveLength(1)
      expect(lines[0]).toMatch(/^simulate: .*http:\/\/127\.0\.0\.1:\d+/)
      expect(world.simulator.requests.count()).toBe(0)
    },
  )

  test('leaves nothing behind', async ({ world }) => {
    const temporary = world.home.path
    await world.run(['--simulate', 'hi'], { env: { ...nowhere, TMPDIR: temporary } })
    const { readdir } = await import('node:fs/promises')
    expect((await readdir(temporary)).filter((name) => name.startsWith('codex-home'))).toEqual([])
  })
})
