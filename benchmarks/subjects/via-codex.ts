/** Ours: `responses.stream`. */
import { createCodexClient } from '@via-codex/core'
import { createFakeHome } from '../fake-login.ts'
import { request, type CreateSubject } from './subject.ts'

const create: CreateSubject = async (baseUrl) => {
  const home = await createFakeHome()
  const codex = createCodexClient({
    codexHome: home.path,
    endpoints: { chatgpt: baseUrl.replace(/\/codex$/, '') },
  })
  return {
    async ask(onFirst) {
      let events = 0
      for await (const _ of codex.responses.stream(request)) if (events++ === 0) onFirst?.()
      return events
    },
    async close() {
      await codex.close()
      await home.remove()
    },
  }
}
export default create
