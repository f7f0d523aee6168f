/** Our provider for the AI SDK as a subject, whichever way its model is asked. */
import { createCodex } from '@via-codex/ai-sdk'
import type { askModel } from './ask-ai-sdk.ts'
import { createFakeHome } from './fake-login.ts'
import { request, type CreateSubject } from './subjects/subject.ts'

export function codexProviderSubject(ask: typeof askModel): CreateSubject {
  return async (baseUrl) => {
    const home = await createFakeHome()
    const codex = createCodex({
      codexHome: home.path,
      endpoints: { chatgpt: baseUrl.replace(/\/codex$/, '') },
    })
    return {
      ask: ask(codex(request.model)),
      async close() {
        await codex.close()
        await home.remove()
      },
    }
  }
}
