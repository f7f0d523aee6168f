/** pi-ai's own way to the Codex backend, over server-sent events. */
import { fakeJwt } from '../fake-login.ts'
import { importPeer } from '../peer.ts'
import { question, request, type CreateSubject } from './subject.ts'

/** The part of its module that is used here. */
interface CodexApi {
  stream(this: void, model: object, context: object, options: object): AsyncIterable<Part>
}
type Part = { readonly type: string; readonly error?: { readonly errorMessage?: string } }

const create: CreateSubject = async (baseUrl) => {
  const { stream } = await importPeer<CodexApi>('pi-ai', 'dist/api/openai-codex-responses.js')
  const model = {
    id: request.model,
    name: request.model,
    api: 'openai-codex-responses',
    provider: 'openai-codex',
    baseUrl: baseUrl.replace(/\/codex$/, ''),
    reasoning: true,
    input: ['text'],
    cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
    contextWindow: 272_000,
    maxTokens: 128_000,
  }
  const apiKey = fakeJwt({ 'https://api.openai.com/auth': { chatgpt_account_id: 'fake' } })
  return {
    async ask(onFirst) {
      const messages = [{ role: 'user', content: question, timestamp: Date.now() }]
      const context = { systemPrompt: request.instructions, messages }
      let parts = 0
      for await (const part of stream(model, context, { apiKey, transport: 'sse' })) {
        if (part.type === 'error') throw new Error(part.error?.errorMessage)
        // Its `start` is its own, made before any event of the answer is read.
        if (part.type !== 'start' && parts++ === 0) onFirst?.()
      }
      return parts
    },
    close: async () => {},
  }
}
export default create
