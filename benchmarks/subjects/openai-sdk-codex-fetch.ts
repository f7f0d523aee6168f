/** openai-sdk.ts over `createCodexFetch`. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCodexFetch } from '@via-codex/core'
import OpenAI from 'openai'
import { fakeLogin } from '../fake-login.ts'
import { request, type CreateSubject } from './subject.ts'

const create: CreateSubject = async (baseURL) => {
  const codexHome = await mkdtemp(join(tmpdir(), 'via-codex-benchmark-'))
  await writeFile(join(codexHome, 'auth.json'), JSON.stringify(fakeLogin()))
  const chatgpt = baseURL.replace(/\/codex$/, '')
  const codexFetch = createCodexFetch({ codexHome, endpoints: { chatgpt } })
  const client = new OpenAI({ apiKey: 'fake', baseURL, fetch: codexFetch })
  return {
    async ask(onFirst) {
      let events = 0
      const stream = await client.responses.create({ ...request, stream: true, store: false })
      for await (const _ of stream) if (events++ === 0) onFirst?.()
      return events
    },
    async close() {
      await codexFetch.close()
      await rm(codexHome, { recursive: true })
    },
  }
}
export default create
