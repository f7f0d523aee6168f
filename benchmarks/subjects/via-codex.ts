import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCodexClient } from '@via-codex/core'
import { request, type CreateSubject } from './subject.ts'

const jwt = (claims: object) => ['fake', claims, 'fake'].map(encodePart).join('.')
const encodePart = (part: object | string) =>
  Buffer.from(JSON.stringify(part)).toString('base64url')

const create: CreateSubject = async (baseUrl) => {
  const codexHome = await mkdtemp(join(tmpdir(), 'via-codex-benchmark-'))
  const token = jwt({ exp: 4_000_000_000 })
  const tokens = { id_token: token, access_token: token, refresh_token: 'fake', account_id: 'fake' }
  const login = {
    auth_mode: 'chatgpt',
    OPENAI_API_KEY: null,
    tokens,
    last_refresh: '2026-01-01T00:00:00Z',
  }
  await writeFile(join(codexHome, 'auth.json'), JSON.stringify(login))
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
