/** A program that asks whenever its parent says so, each time with a new client, and reports. */
import {
  CodexError,
  createCodexClient,
  resolveCodexHome,
  siwc,
  type CodexClientOptions,
  type Endpoints,
} from '@via-codex/core'
import { keyringOf } from './keyring-of.ts'

export interface Question {
  readonly codexHome: string
  readonly endpoints: Endpoints
  /** Where the login is, if not in auth.json. */
  readonly login?: StoredLogin | SiwcLogin
}

interface StoredLogin {
  readonly kind: 'keyring' | 'age'
  readonly logN: number
  /** What leads to the keyring. */
  readonly env: Readonly<Record<string, string>>
}

/** Signed in with ChatGPT, the key of the sign-in given along. */
interface SiwcLogin {
  readonly kind: 'siwc'
  readonly key: string
}

/** What goes to such a program, and its report bears the same number. */
export interface Order extends Question {
  readonly number: number
}

export interface Report {
  readonly number: number
  readonly text?: string
  readonly code?: string
  readonly elapsedMs: number
}

process.on('message', (order: Order) => void answer(order))
process.send?.('ready')

async function answer({ number, ...question }: Order): Promise<void> {
  const startedAt = performance.now()
  const codex = createCodexClient(await optionsOf(question))
  const outcome = await codex.responses.create({ model: 'gpt-5.5', input: 'Hello' }).then(
    (response) => ({ text: response.output_text }),
    (error: unknown) => ({ code: CodexError.isInstance(error) ? error.code : String(error) }),
  )
  await codex.close()
  const elapsedMs = performance.now() - startedAt
  process.send?.({ number, ...outcome, elapsedMs } satisfies Report)
}

async function optionsOf({ codexHome, endpoints, login }: Question): Promise<CodexClientOptions> {
  if (!login) return { codexHome, endpoints }
  if (login.kind === 'siwc') {
    const credential = siwc({ agentName: 'my-app', directory: codexHome })
    return { credential, keyring: keyringOf(login.key), endpoints }
  }
  Object.assign(process.env, login.env)
  const home = resolveCodexHome(codexHome)
  if (login.kind === 'age') {
    const { AgeAuthStore } = await import('../../src/credentials/stores/age-auth-store.ts')
    return { store: new AgeAuthStore(home, { logN: login.logN }), endpoints }
  }
  const { KeyringAuthStore } = await import('../../src/credentials/stores/keyring-auth-store.ts')
  return { store: new KeyringAuthStore(home), endpoints }
}
