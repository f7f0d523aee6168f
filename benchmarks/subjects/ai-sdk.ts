/** The AI SDK's OpenAI provider alone: `doStream` of its Responses model. */
import { createOpenAI } from '@ai-sdk/openai'
import { question, request, type CreateSubject } from './subject.ts'

const create: CreateSubject = (baseURL) => {
  const model = createOpenAI({ apiKey: 'fake', baseURL }).responses(request.model)
  return {
    async ask(onFirst) {
      const { stream } = await model.doStream({
        prompt: [
          { role: 'system', content: request.instructions },
          { role: 'user', content: [{ type: 'text', text: question }] },
        ],
        providerOptions: { openai: { store: false } },
      })
      let parts = 0
      // Its `stream-start` is made before any event of the answer is read.
      for await (const { type } of stream) if (type !== 'stream-start' && parts++ === 0) onFirst?.()
      return parts
    },
    close: async () => {},
  }
}
export default create
