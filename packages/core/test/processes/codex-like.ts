/**
 * A program that treats auth.json as the Codex CLI does: it asks the authority before it locks anything,
 * commits only over what it had read, and looks again after a refusal. It waits between its requests to the
 * model only.
 *
 * @see docs/protocol.md §3.4–§3.8
 */
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Order, Report } from './ask.ts'

interface Tokens {
  access_token: string
  refresh_token: string
  account_id: string
}
interface AuthFile {
  tokens: Tokens
  last_refresh: string
}

/** How often it asks the authority before it sends what it has. */
const refreshes = 4
/** Waits between its requests to the model. */
const retryWaitsMs = [200, 400, 800, 1_600, 3_200]

process.on('message', (order: Order) => void answer(order))
process.send?.('ready')

async function answer({ number, codexHome, endpoints }: Order): Promise<void> {
  const startedAt = performance.now()
  const path = join(codexHome, 'auth.json')
  const tokenUrl = `${endpoints.auth}/oauth/token`
  let response = await useLogin(await freshLogin(path, tokenUrl), endpoints.chatgpt)
  for (const waitMs of retryWaitsMs) {
    if (response.status !== 401) break
    await wait(waitMs)
    response = await useLogin(await freshLogin(path, tokenUrl), endpoints.chatgpt)
  }
  const outcome = response.ok ? { text: 'used' } : { code: `HTTP_${response.status}` }
  const elapsedMs = performance.now() - startedAt
  process.send?.({ number, ...outcome, elapsedMs } satisfies Report)
}

function useLogin({ tokens }: AuthFile, chatgpt: string): Promise<Response> {
  return fetch(`${chatgpt}/wham/usage`, {
    headers: {
      authorization: `Bearer ${tokens.access_token}`,
      'chatgpt-account-id': tokens.account_id,
    },
  })
}

async function freshLogin(path: string, tokenUrl: string): Promise<AuthFile> {
  let login = await read(path)
  for (let attempt = 0; attempt < refreshes && isExpired(login); attempt++) {
    const answer = await refresh(tokenUrl, login)
    if (answer) return commit(path, login, answer)
    login = await read(path)
  }
  return login
}

async function refresh(url: string, { tokens }: AuthFile): Promise<Partial<Tokens> | undefined> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_id: 'app_EMoamEEZ73f0CkXaXp7hrann',
      grant_type: 'refresh_token',
      refresh_reason: 'proactive_expiry',
      refresh_token: tokens.refresh_token,
    }),
  })
  return response.ok ? ((await response.json()) as Partial<Tokens>) : undefined
}

/** Refused when someone else has written meanwhile. */
async function commit(path: string, known: AuthFile, answer: Partial<Tokens>): Promise<AuthFile> {
  const login = {
    ...known,
    tokens: { ...known.tokens, ...answer },
    last_refresh: new Date().toISOString(),
  }
  if (!isDeepStrictEqual(await read(path), known)) return read(path)
  const temporary = join(path, '..', `.auth-${process.pid}`)
  await writeFile(temporary, JSON.stringify(login, null, 2), { mode: 0o600, flush: true })
  await rename(temporary, path)
  return login
}

async function read(path: string): Promise<AuthFile> {
  return JSON.parse(await readFile(path, 'utf8')) as AuthFile
}

function isExpired({ tokens }: AuthFile): boolean {
  const [, payload = ''] = tokens.access_token.split('.')
  const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { exp: number }
  return exp * 1000 <= Date.now() + 5 * 60_000
}
