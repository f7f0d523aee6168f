import { createCodexClient } from '@via-codex/core'
import { describe, expect, it } from 'vitest'
import { formatUsage } from '../src/usage/format-usage.ts'
import { openKeptWorld } from './support/kept-world.ts'
import { startCli } from './support/run-cli.ts'

describe('usage', () => {
  const now = new Date(2026, 10, 26, 12, 0)
  const usage = {
    planType: 'plus',
    primary: { usedPercent: 12.6, windowMinutes: 300, resetsAt: new Date(2026, 10, 26, 14, 0) },
    secondary: { usedPercent: 101, windowMinutes: 10_080 },
    additionalLimits: [
      { name: 'spark', primary: { usedPercent: 0, windowMinutes: 1440 } },
      { meteredFeature: 'other', secondary: { usedPercent: 50 } },
    ],
    credits: { hasCredits: true, unlimited: false, balance: '5' },
    isLimitReached: true,
    limitReachedType: 'rate_limit_reached',
  }

  it('shows a bar for each window', () => {
    expect(formatUsage(usage, now, 72).split('\n')).toEqual([
      'Plan: plus',
      '5 hours      ██░░░░░░░░░░░░░   13%  resets 2026-11-26 14:00 (in 2 hours)',
      `weekly       ${'█'.repeat(15)}  101%`,
      `spark daily  ${'░'.repeat(15)}    0%`,
      `other limit  ${'█'.repeat(8)}${'░'.repeat(7)}   50%`,
      'Credits: 5',
      'The limit is reached (rate_limit_reached).',
    ])
  })

  it.for([20, 30, 40, 50])('fits into %i columns', (columns) => {
    for (const line of formatUsage(usage, now, columns).split('\n').slice(1, 5)) {
      expect(line.length).toBeLessThanOrEqual(columns)
    }
  })

  it('is asked of the server, and given as JSON', async () => {
    await using world = await openKeptWorld()
    const { stdout, exitCode } = await world.run(['usage'])
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^Plan: plus\n5 hours +█+░+ +\d+% +resets .*\nweekly .*\n$/)
    const parsed = JSON.parse((await world.run(['usage', '--json'])).stdout)
    expect(parsed).toMatchObject({ planType: 'plus', primary: { windowMinutes: 300 } })
  })

  it('is watched until Ctrl-C', async () => {
    await using world = await openKeptWorld()
    const cli = startCli(['usage', '--watch', '--json'], { env: world.env })
    await cli.printed('"planType":"plus"')
    cli.child.kill('SIGINT')
    expect(await cli.ended).toMatchObject({ exitCode: 130, stderr: '' })
  })

  it.for<[args: string[], what: RegExp]>([
    [['--interval', '9'], /--interval is for --watch/],
    [['--watch', '--interval', '1'], /--interval 1 is none/],
    [['of', 'words'], /takes no "of"/],
  ])('%j is refused', async ([args, what]) => {
    await using world = await openKeptWorld()
    const { lines, exitCode } = await world.run(['usage', ...args])
    expect(exitCode).toBe(2)
    expect(lines[0]).toMatch(what)
  })
})

describe('--stop-at', () => {
  it('asks below, and refuses from there on with exit code 4', async () => {
    await using world = await openKeptWorld()
    const client = createCodexClient({ codexHome: world.env['CODEX_HOME'], env: world.env })
    const { secondary } = await client.usage()
    await client.close()
    const used = Math.round(secondary?.usedPercent ?? 0)
    expect(await world.run(['x', '--stop-at', `${used + 1}%`])).toMatchObject({ exitCode: 0 })
    const before = world.simulator.requests.count('responses')
    const { stdout, lines, exitCode } = await world.run(['x', '--stop-at', `${used}`])
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 4 })
    expect(lines[0]).toMatch(
      /The weekly window is \d+ % used, and --stop-at is \d+ %; nothing was asked/,
    )
    expect(lines[1]).toMatch(/^hint: Wait until \d{4}-/)
    expect(world.simulator.requests.count('responses')).toBe(before)
  })

  it.for(['0', '101%', 'half', '', '-5'])('%j is no percentage', async (percent) => {
    await using world = await openKeptWorld()
    const { exitCode, lines } = await world.run(['x', `--stop-at=${percent}`])
    expect(exitCode).toBe(2)
    expect(lines[0]).toContain('is no percentage')
  })
})

describe('tools of the server', () => {
  it('are offered and kept in the log', async () => {
    await using world = await openKeptWorld()
    await world.run(['--web-search', 'News?'])
    expect(world.sent()['tools']).toEqual([{ type: 'web_search', external_web_access: true }])
  })
})

describe('simulate', () => {
  it('serves programs until it is stopped, with faults', async () => {
    await using world = await openKeptWorld()
    const cli = startCli(['simulate', '--fault', 'usage-limit-reached'], { env: world.env })
    await cli.said('A simulator listens on')
    const env = Object.fromEntries(
      [...cli.stdout.matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name = '', value]) => [
        name,
        value,
      ]),
    )
    const asked = startCli(['-n', 'Hello'], { env: { ...world.env, ...env } })
    expect(await asked.ended).toMatchObject({ exitCode: 4 })
    const again = startCli(['-n', 'Hello'], { env: { ...world.env, ...env } })
    expect(await again.ended).toMatchObject({ exitCode: 0 })
    cli.child.kill('SIGINT')
    expect(await cli.ended).toMatchObject({ exitCode: 130 })
  })

  it('lists the faults there are', async () => {
    await using world = await openKeptWorld()
    const { stdout, exitCode } = await world.run(['simulate', '--faults'])
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^cloudflare +403 .*\(responses\)$/m)
  })

  it.for<[args: string[], what: RegExp]>([
    [['--fault', 'nothing'], /no fault nothing/],
    [['--fault', 'hang:x'], /--fault hang:x is none/],
    [['--port', 'x'], /--port x is none/],
    [['--port', '70000'], /--port 70000 is none/],
    [['life'], /takes no "life"/],
  ])('%j is refused', async ([args, what]) => {
    await using world = await openKeptWorld()
    const { lines, exitCode } = await world.run(['simulate', ...args])
    expect(exitCode).toBe(2)
    expect(lines[0]).toMatch(what)
  })
})
