/** As ask.ts, signed in with ChatGPT, the key of the sign-in given along. */
import { CodexError, createCodexClient, siwc } from '@via-codex/core'
import type { Question, Report } from './ask.ts'

export interface SiwcQuestion extends Question {
  readonly key: string
}

process.on('message', (question: SiwcQuestion) => void answer(question))
process.send?.('ready')

async function answer({ codexHome: directory, endpoints, key }: SiwcQuestion): Promise<void> {
  const startedAt = performance.now()
  const codex = createCodexClient({
    credential: siwc({ agentName: 'my-app', directory }),
    keyring: {
      getPassword: async () => key,
      setPassword: async () => {},
      deletePassword: async () => false,
    },
    endpoints,
  })
  const outcome = await codex.responses.create({ model: 'gpt-5.5', input: 'Hello' }).then(
    (response) => ({ text: response.output_text }),
    (error: unknown) => ({ code: CodexError.isInstance(error) ? error.code : String(error) }),
  )
  await codex.close()
  process.send?.({ ...outcome, elapsedMs: performance.now() - startedAt } satisfies Report)
}
