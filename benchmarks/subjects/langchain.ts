/** LangChain's `ChatOpenAI`, its Responses form. */
import { ChatOpenAI } from '@langchain/openai'
import { askChatModel } from '../ask-langchain.ts'
import { request, type CreateSubject } from './subject.ts'

const create: CreateSubject = (baseURL) => {
  const model = new ChatOpenAI({
    apiKey: 'fake',
    model: request.model,
    configuration: { baseURL },
    useResponsesApi: true,
    zdrEnabled: true,
  })
  return { ask: askChatModel(model), close: async () => {} }
}
export default create
