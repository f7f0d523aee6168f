/** The openai SDK as in openai-sdk.ts, over our `createCodexFetch`. */
import OpenAI from 'openai'
import { createCodexFetch } from '@via-codex/core'
import { createFakeHome } from '../fake-login.ts'
import { request, type CreateSubject } from './subject.ts'

const create: CreateSubject = async (baseUrl) => {
  const home = await createFakeHome()
  const fetch = createCodexFetch({
    codexHome: home.path,
    endpoints: { chatgpt: baseUrl.replace(/\/codex$/, '') },
  })
  const client = new OpenAI({ apiKey: 'fake', fetch })
  return {
    async ask(onFirst) {
      let events = 0
      const stream = await client.responses.create({ ...request, stream: true, store: false })
      for await (const _ of stream) if (events++ === 0) onFirst?.()
      return events
    },
    async close() {
      await fetch.close()
      await home.remove()
    },
  }
}
export default create
