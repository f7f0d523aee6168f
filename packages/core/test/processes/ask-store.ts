/** As ask.ts, with the login in the keyring or in the encrypted file. */
import { CodexError, createCodexClient, resolveCodexHome } from '@via-codex/core'
import { AgeAuthStore } from '../../src/credentials/stores/age-auth-store.ts'
import { KeyringAuthStore } from '../../src/credentials/stores/keyring-auth-store.ts'
import type { Question, Report } from './ask.ts'

export interface StoreQuestion extends Question {
  readonly kind: 'keyring' | 'age'
  readonly logN: number
}

process.on('message', (question: StoreQuestion) => void answer(question))
process.send?.('ready')

async function answer({ codexHome, endpoints, kind, logN }: StoreQuestion): Promise<void> {
  const startedAt = performance.now()
  const home = resolveCodexHome(codexHome)
  const store = kind === 'age' ? new AgeAuthStore(home, { logN }) : new KeyringAuthStore(home)
  const codex = createCodexClient({ store, endpoints })
  const outcome = await codex.responses.create({ model: 'gpt-5.5', input: 'Hello' }).then(
    (response) => ({ text: response.output_text }),
    (error: unknown) => ({ code: CodexError.isInstance(error) ? error.code : String(error) }),
  )
  await codex.close()
  process.send?.({ ...outcome, elapsedMs: performance.now() - startedAt } satisfies Report)
}
