/** Ours in the AI SDK: `streamText` over our provider. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCodex } from '@via-codex/ai-sdk'
import { streamText } from 'ai'
import { fakeLogin } from '../fake-login.ts'
import { question, request, type CreateSubject } from './subject.ts'

const create: CreateSubject = async (baseUrl) => {
  const codexHome = await mkdtemp(join(tmpdir(), 'via-codex-benchmark-'))
  await writeFile(join(codexHome, 'auth.json'), JSON.stringify(fakeLogin()))
  const codex = createCodex({
    codexHome,
    endpoints: { chatgpt: baseUrl.replace(/\/codex$/, '') },
  })
  const model = codex(request.model)
  return {
    async ask(onFirst) {
      const { fullStream } = streamText({
        model,
        system: request.instructions,
        prompt: question,
      })
      let parts = 0
      for await (const part of fullStream) {
        if (part.type === 'error') throw part.error
        // These are made before any event of the answer is read.
        if (part.type === 'start' || part.type === 'start-step') continue
        if (parts++ === 0) onFirst?.()
      }
      return parts
    },
    async close() {
      await codex.close()
      await rm(codexHome, { recursive: true })
    },
  }
}
export default create
