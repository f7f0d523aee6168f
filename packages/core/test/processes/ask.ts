/** A program that asks whenever its parent says so, each time with a new client, and reports. */
import { flushCompileCache } from 'node:module'
import { CodexError, createCodexClient, type Endpoints } from '@via-codex/core'

export interface Question {
  readonly codexHome: string
  readonly endpoints: Endpoints
}

export interface Report {
  readonly text?: string
  readonly code?: string
  readonly elapsedMs: number
}

process.on('message', (question: Question) => void answer(question))
process.send?.('ready')

async function answer(question: Question): Promise<void> {
  const startedAt = performance.now()
  const codex = createCodexClient(question)
  const outcome = await codex.responses.create({ model: 'gpt-5.5', input: 'Hello' }).then(
    (response) => ({ text: response.output_text }),
    (error: unknown) => ({ code: CodexError.isInstance(error) ? error.code : String(error) }),
  )
  await codex.close()
  process.send?.({ ...outcome, elapsedMs: performance.now() - startedAt } satisfies Report)
  // For those that come after: it is killed, so it cannot do this at its end.
  flushCompileCache()
}
