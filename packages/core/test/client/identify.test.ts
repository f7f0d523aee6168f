import { expect, test } from 'vitest'
import { identify } from '../../src/client/identify.ts'
import type { ExchangeInit } from '../../src/transport/exchange.ts'
import { version } from '../../src/version.ts'

async function headersOf(originator: string, headers: Record<string, string> = {}) {
  const sent: ExchangeInit[] = []
  const init: ExchangeInit = { method: 'GET', headers, redirect: 'manual' }
  const exchange = identify(originator)(async (_url, received) => {
    sent.push(received)
    return new Response()
  })
  await exchange('https://fake.example', init)
  expect(init.headers).toBe(headers)
  return sent[0]!.headers
}

test.each(['via-codex', 'my-app'])(
  '%s goes by its own name and ours, never by another',
  async (name) => {
    const headers = await headersOf(name, { accept: '*/*' })
    expect(headers).toEqual({ accept: '*/*', originator: name, 'user-agent': expect.any(String) })
    const userAgent = headers['user-agent']!
    expect(userAgent.startsWith(name)).toBe(true)
    expect(userAgent).toContain(`via-codex/${version}`)
    expect(userAgent).toMatch(/^[\x20-\x7e]+$/)
    expect(JSON.stringify(headers)).not.toMatch(/codex_cli_rs|codex-tui|codex_vscode|codex_exec/)
  },
)

test('no header of a request stands in for it', async () => {
  const headers = await headersOf('my-app', {
    originator: 'codex_cli_rs',
    'user-agent': 'codex_cli_rs',
  })
  expect(JSON.stringify(headers)).not.toContain('codex_cli_rs')
})
