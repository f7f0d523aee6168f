import { execFileSync } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { textScenario } from '@via-codex/simulator'
import { describe, expect, it } from 'vitest'
import { openInput } from './support/run-cli.ts'
import { openWorld } from './support/world.ts'

describe.concurrent('stopping', () => {
  it('with Ctrl-C ends the request and exits with 130', async () => {
    await using world = await openWorld()
    world.simulator.faults.add({ kind: 'hang' })
    const cli = world.start(['hi'])
    const request = await world.simulator.requests.arrival('responses')
    cli.child.kill('SIGINT')
    expect(await cli.ended).toMatchObject({ stdout: '', stderr: '', exitCode: 130 })
    expect(await request.ended).toBe('aborted')
    await world.simulator.requests.connectionsClosed()
  })

  it('with SIGTERM exits with 143', async () => {
    await using world = await openWorld()
    world.simulator.faults.add({ kind: 'stall' })
    const cli = world.start(['hi'])
    await world.simulator.requests.arrival('responses')
    cli.child.kill('SIGTERM')
    expect(await cli.ended).toMatchObject({ exitCode: 143 })
  })

  it('waits until a refresh under way is on disk', async () => {
    await using world = await openWorld()
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

  it('twice exits at once', async () => {
    await using world = await openWorld()
    world.simulator.authority.expire(world.home.login?.accessToken ?? '')
    world.simulator.faults.add({ kind: 'hang', on: 'token' })
    const cli = world.start(['hi'])
    await world.simulator.requests.arrival('token')
    cli.child.kill('SIGINT')
    await cli.said('Waiting until the renewed login is on disk.')
    cli.child.kill('SIGINT')
    expect(await cli.ended).toMatchObject({ exitCode: 130 })
  })

  it.skipIf(process.platform === 'win32')(
    'while an attachment is a pipe that nobody writes to',
    async () => {
      await using world = await openWorld()
      const pipe = join(world.home.path, 'pipe')
      execFileSync('mkfifo', [pipe])
      const cli = world.start(['-a', pipe, 'hi'])
      await cli.said(`Waiting for somebody to write to ${pipe}.`)
      cli.child.kill('SIGTERM')
      expect(await cli.ended).toMatchObject({ stdout: '', exitCode: 143, lines: { length: 1 } })
      expect(world.simulator.requests.count()).toBe(0)
    },
  )

  it('while stdin is still open', async () => {
    await using world = await openWorld()
    const cli = world.start(['hi'], { input: openInput })
    await cli.said('Waiting for stdin.')
    cli.child.kill('SIGINT')
    expect(await cli.ended).toMatchObject({ exitCode: 130 })
    expect(world.simulator.requests.count()).toBe(0)
  })

  it('a simulation leaves nothing behind', async () => {
    await using world = await openWorld()
    const cli = world.start(['--simulate', 'word '.repeat(2000)], {
      env: { TMPDIR: world.home.path },
    })
    await cli.printed('word')
    cli.child.kill('SIGINT')
    expect(await cli.ended).toMatchObject({ exitCode: 130 })
    const left = await readdir(world.home.path)
    expect(left.filter((name) => name.startsWith('codex-home'))).toEqual([])
  })

  it('is what a reader does that has read enough', async () => {
    await using world = await openWorld()
    world.simulator.scenario(textScenario('line\n'.repeat(50_000), { paceMs: 1 }))
    const cli = world.start(['hi'])
    await cli.printed('line\n')
    cli.child.stdout?.destroy()
    expect(await cli.ended).toMatchObject({ stderr: '', exitCode: 0 })
    expect(await world.simulator.requests.last('responses').ended).toBe('aborted')
  })
})

describe.concurrent('a slow reader', () => {
  it('gets every byte', async () => {
    await using world = await openWorld()
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
