import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const BIN = fileURLToPath(new URL('../src/bin.ts', import.meta.url))
const run = promisify(execFile)

test('explains itself', async () => {
  const { stdout } = await run(process.execPath, [BIN, '--help'])
  expect(stdout).toContain('Usage: via-codex-simulator')
  expect(stdout).toContain('usage-limit-reached')
})

test('refuses an unknown fault with exit code 2', async () => {
  await expect(run(process.execPath, [BIN, '--fault', 'nonsense'])).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('unknown fault') as unknown,
  })
})

test('prints an environment that works, and cleans up on Ctrl-C', async () => {
  const child = spawn(process.execPath, [BIN, '--fault', 'unauthorized'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const environment = new Map<string, string>()
  for await (const line of createInterface({ input: child.stdout })) {
    const match = /^export (\w+)='(.*)'$/u.exec(line)
    if (match) environment.set(match[1] ?? '', match[2] ?? '')
    if (environment.size === 4) break
  }
  const home = environment.get('CODEX_HOME') ?? ''
  expect(existsSync(`${home}/auth.json`)).toBe(true)
  const response = await fetch(`${environment.get('VIA_CODEX_CHATGPT_URL')}/codex/models`)
  expect(response.status).toBe(401)
  child.kill('SIGINT')
  expect(await once(child, 'exit')).toEqual([0, null])
  expect(existsSync(home)).toBe(false)
})
