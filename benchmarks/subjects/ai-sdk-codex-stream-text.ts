/** Our provider for the AI SDK as programs use it: `streamText`. */
import { createCodex } from '@via-codex/ai-sdk'
import { askStreamText } from '../ask-ai-sdk.ts'
import { createFakeHome } from '../fake-login.ts'
import { request, type CreateSubject } from './subject.ts'

const create: CreateSubject = async (baseUrl) => {
  const home = await createFakeHome()
  const codex = createCodex({
    codexHome: home.path,
    endpoints: { chatgpt: baseUrl.replace(/\/codex$/, '') },
  })
  return {
    ask: askStreamText(codex(request.model)),
    async close() {
      await codex.close()
      await home.remove()
    },
  }
}
export default create
