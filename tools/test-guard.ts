/**
 * Set-up of every test file: nothing leaves this machine, and no test sees the login or the settings of whoever runs it.
 *
 * - Connections and name look-ups beyond loopback throw, here and in the Node programs that a test starts.
 * - The home folder, and the places below it where programs keep things, are an empty temporary folder.
 * - Variables that would change an answer (keys, proxies, colours, our own) are gone.
 * - Node programs that a test starts keep what they compiled: half of what it takes to start one from the sources.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll } from 'vitest'

import './network-guard.mjs'

const home = mkdtempSync(join(tmpdir(), 'via-codex-home-'))
afterAll(() => {
  rmSync(home, { recursive: true, force: true })
})

const unwanted =
  /^(?:CODEX_|VIA_CODEX_|OPENAI_|npm_|(?:HTTP|HTTPS|ALL|NO)_PROXY$|NODE_USE_ENV_PROXY$|NODE_EXTRA_CA_CERTS$|SSL_CERT_|NO_COLOR$|FORCE_COLOR$)/i
for (const name of Object.keys(process.env)) {
  if (unwanted.test(name)) delete process.env[name]
}

Object.assign(process.env, {
  HOME: home,
  USERPROFILE: home,
  CODEX_HOME: join(home, '.codex'),
  XDG_CONFIG_HOME: join(home, '.config'),
  XDG_CACHE_HOME: join(home, '.cache'),
  XDG_DATA_HOME: join(home, '.local', 'share'),
  XDG_STATE_HOME: join(home, '.local', 'state'),
  APPDATA: join(home, 'AppData', 'Roaming'),
  LOCALAPPDATA: join(home, 'AppData', 'Local'),
  NODE_COMPILE_CACHE: join(tmpdir(), 'via-codex-test-compile-cache'),
})

const preload = `--import=${new URL('network-guard.mjs', import.meta.url).href}`
const options = process.env['NODE_OPTIONS'] ?? ''
if (!options.includes(preload)) process.env['NODE_OPTIONS'] = `${options} ${preload}`.trim()
