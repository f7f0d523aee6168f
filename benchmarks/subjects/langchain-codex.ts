/** Our model for LangChain. */
import { ChatCodex } from '@via-codex/langchain'
import { askChatModel } from '../ask-langchain.ts'
import { createFakeHome } from '../fake-login.ts'
import { request, type CreateSubject } from './subject.ts'

const create: CreateSubject = async (baseUrl) => {
  const home = await createFakeHome()
  const model = new ChatCodex({
    model: request.model,
    codexHome: home.path,
    endpoints: { chatgpt: baseUrl.replace(/\/codex$/, '') },
  })
  return {
    ask: askChatModel(model),
    async close() {
      await model.close()
      await home.remove()
    },
  }
}
export default create
