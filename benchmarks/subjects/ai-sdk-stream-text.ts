/** The AI SDK as programs use it: `streamText` over its OpenAI provider. */
import { createOpenAI } from '@ai-sdk/openai'
import { streamText } from 'ai'
import { question, request, type CreateSubject } from './subject.ts'

const create: CreateSubject = (baseURL) => {
  const model = createOpenAI({ apiKey: 'fake', baseURL }).responses(request.model)
  return {
    async ask(onFirst) {
      const { fullStream } = streamText({
        model,
        system: request.instructions,
        prompt: question,
        providerOptions: { openai: { store: false } },
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
    close: async () => {},
  }
}
export default create
