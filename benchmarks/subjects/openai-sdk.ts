/** The openai SDK at its leanest: `responses.create` with `stream: true`. */
import OpenAI from 'openai'
import { request, type CreateSubject } from './subject.ts'

const create: CreateSubject = (baseURL) => {
  const client = new OpenAI({ apiKey: 'fake', baseURL })
  return {
    async ask(onFirst) {
      let events = 0
      const stream = await client.responses.create({ ...request, stream: true, store: false })
      for await (const _ of stream) if (events++ === 0) onFirst?.()
      return events
    },
    close: async () => {},
  }
}
export default create
