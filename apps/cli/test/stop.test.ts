import { spawn } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { textScenario } from '@via-codex/simulator'
import { describe, expect } from 'vitest'
import { cliCommand } from './support/run-cli.ts'
import { test } from './support/world.ts'

describe.concurrent('stopping', () => {
  test('with Ctrl-C ends the request and exits with 130', async ({ world }) => {
    world.simulator.faults.add({ kind: 'hang' })
    const cli = world.start(['hi'])
    const request = await world.simulator.requests.arrival('responses')
    cli.child.kill('SIGINT')
    expect(await cli.ended).toMatchObject({ stdout: '', stderr: '', exitCode: 130 })
    expect(await request.ended).toBe('aborted')
    await world.simulator.requests.connectionsClosed()
  })

  test('with SIGTERM exits with 143', async ({ world }) => {
    world.simulator.faults.add({ kind: 'stall' })
    const cli = world.start(['hi'])
    await world.simulator.requests.arrival('responses')
    cli.child.kill('SIGTERM')
    expect(await cli.ended).toMatchObject({ exitCode: 143 })
  })

  test('waits until a refresh under way is on disk', async ({ world }) => {
    world.simulator.authority.expire(world.home.login?.accessToken ?? '')
    world.simulator.faults.add({ kind: 'delay-reply', on: 'token', ms: 400 })
    const cli = world.start(['hi'])
    await world.simulator.requests.arrival('token')
    cli.child.kill('SIGINT')
    expect(await cli.ended).toMatchObject({ stdout: '', exitCode: 130 })
    const { tokens } = (await world.home.read()) as { tokens: { refresh_token: string } }
    expect(world.simulator.authority.isLive(tokens.refresh_token)).toBe(true)
    expect(tokens.refresh_token).not.toBe(world.home.login?.refreshToken)
    expect(world.simulator.requests.to('responses').every(({ status }) => status === 401)).toBe(
      true,
    )
  })

  test('twice exits at once', async ({ world }) => {
    world.simulator.authority.expire(world.home.login?.accessToken ?? '')
    world.simulator.faults.add({ kind: 'hang', on: 'token' })
    const cli = world.start(['hi'])
    await world.simulator.requests.arrival('token')
    cli.child.kill('SIGINT')
    // The second one is sent until it has been taken: the first may still be on its way.
    const again = setInterval(() => cli.child.kill('SIGINT'), 50)
    const result = await cli.ended
    clearInterval(again)
    expect(result).toMatchObject({ exitCode: 130 })
  })

  test('while stdin is still open', async ({ world }) => {
    const [file = '', ...before] = cliCommand
    const child = spawn(file, [...before, 'hi'], { env: { ...process.env, ...world.env } })
    child.stderr.once('data', () => child.kill('SIGINT'))
    const code = await new Promise((resolve) => child.once('close', resolve))
    expect(code).toBe(130)
    expect(world.simulator.requests.count()).toBe(0)
  })

  test('a simulation leaves nothing behind', async ({ world }) => {
    const cli = world.start(['--simulate', 'word '.repeat(2000)], {
      env: { TMPDIR: world.home.path },
    })
    await cli.printed('word')
    cli.child.kill('SIGINT')
    expect(await cli.ended).toMatchObject({ exitCode: 130 })
    const left = await readdir(world.home.path)
    expect(left.filter((name) => name.startsWith('codex-home'))).toEqual([])
  })

  test('is what a reader does that has read enough', async ({ world }) => {
    world.simulator.scenario(textScenario('line\n'.repeat(50_000), { paceMs: 1 }))
    const cli = world.start(['hi'])
    await cli.printed('line\n')
    cli.child.stdout?.destroy()
    expect(await cli.ended).toMatchObject({ stderr: '', exitCode: 0 })
    expect(await world.simulator.requests.last('responses').ended).toBe('aborted')
  })
})

describe.concurrent('a slow reader', () => {
  test('gets every byte', async ({ world }) => {
    const text = 'päckchen 🌍 '.repeat(100_000)
    world.simulator.scenario(textScenario(text))
    const cli = world.start(['hi'])
    cli.child.stdout?.pause()
    await world.simulator.requests.arrival('responses')
    cli.child.stdout?.resume()
    const { stdout, exitCode } = await cli.ended
    expect(exitCode).toBe(0)
    expect(stdout === `${text}\n`).toBe(true)
  })
})

describe.concurrent('secrets', () => {
  test('are in no output, even with --debug', async ({ world }) => {
    const {
      accessToken = '',
      refreshToken = '',
      idToken = '',
      accountId = '',
    } = world.home.login ?? {}
    world.simulator.authority.expire(accessToken)
    world.simulator.faults.add(
      { kind: 'unauthorized', after: 1 },
      { kind: 'server-error', after: 3 },
    )
    const runs = [
      await world.run(['--debug', 'hi']),
      await world.run(['--debug', 'hi']),
      await world.run(['--debug', '--json', 'hi']),
      await world.run(['models', '--debug']),
      await world.run(['doctor', '--debug', '--json']),
      await world.run(['auth', 'status', '--debug']),
    ]
    const output = runs.map(({ stdout, stderr }) => stdout + stderr).join('')
    expect(output).toContain('debug: Request')
    const { tokens } = (await world.home.read()) as { tokens: Record<string, string> }
    const bearers = world.simulator.requests.bearers().filter((bearer) => bearer !== undefined)
    const secrets = [accessToken, refreshToken, idToken, ...bearers]
    secrets.push(
      tokens['access_token'] ?? '',
      tokens['refresh_token'] ?? '',
      tokens['id_token'] ?? '',
    )
    for (const secret of new Set(secrets)) {
      expect(secret.length).toBeGreaterThan(10)
      expect(output.includes(secret)).toBe(false)
      for (const part of secret.split('.')) {
        if (part.length > 20 && part !== secret.split('.')[0])
          expect(output.includes(part)).toBe(false)
      }
    }
    expect(runs[1]?.stderr.includes(accountId)).toBe(false)
  })
})
