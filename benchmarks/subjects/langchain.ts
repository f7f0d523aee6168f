/** LangChain's `ChatOpenAI`, its Responses form. */
import { ChatOpenAI } from '@langchain/openai'
import { question, request, type CreateSubject } from './subject.ts'

const create: CreateSubject = (baseURL) => {
  const model = new ChatOpenAI({
    apiKey: 'fake',
    model: request.model,
    configuration: { baseURL },
    useResponsesApi: true,
    zdrEnabled: true,
  })
  const messages = [
    { role: 'system', content: request.instructions },
    { role: 'user', content: question },
  ]
  return {
    async ask(onFirst) {
      let chunks = 0
      for await (const _ of await model.stream(messages)) if (chunks++ === 0) onFirst?.()
      return chunks
    },
    close: async () => {},
  }
}
export default create
