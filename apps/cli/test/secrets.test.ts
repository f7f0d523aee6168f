import { describe, expect, it } from 'vitest'
import { openWorld } from './support/world.ts'

describe('secrets', () => {
  it('are in no output, even with --debug, refreshes and failures', async () => {
    await using world = await openWorld()
    const { accessToken = '', refreshToken = '', idToken = '' } = world.home.login ?? {}
    world.simulator.authority.expire(accessToken)
    world.simulator.faults.add({ kind: 'bad-request', after: 2 })
    const commands = [['hi'], ['hi'], ['--json', 'hi'], ['models'], ['doctor'], ['auth', 'status']]
    const outputs: string[] = []
    for (const command of commands) {
      const { stdout, stderr } = await world.run([...command, '--debug'])
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
})
