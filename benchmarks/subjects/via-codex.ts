/** Ours: `responses.stream`. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCodexClient } from '@via-codex/core'
import { fakeLogin } from '../fake-login.ts'
import { request, type CreateSubject } from './subject.ts'

const create: CreateSubject = async (baseUrl) => {
  const codexHome = await mkdtemp(join(tmpdir(), 'via-codex-benchmark-'))
  await writeFile(join(codexHome, 'auth.json'), JSON.stringify(fakeLogin()))
  const codex = createCodexClient({
    codexHome,
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
      await rm(codexHome, { recursive: true })
    },
  }
}
export default create
