/** The ways a tool loop can be sent. Each turn asks with all that was, and adds what the tool gave. */
import { constants, zstdCompressSync } from 'node:zlib'
import { createCodexClient, type InputItem } from '@via-codex/core'
import { Agent, request } from 'undici'
import type { ServerReady } from './server.ts'

export interface Loop {
  /** Asks once, and gives the items of the answer. */
  turn(input: readonly InputItem[], number: number): Promise<InputItem[]>
  close(): Promise<void>
}

export type OpenLoop = (server: ServerReady, certificateFile: string) => Loop

const words =
  'the model asked for a file and read what a function of it returns when nothing is there '
const instructions = words.repeat(90).slice(0, 8_000)
const tools = [
  {
    type: 'function' as const,
    name: 'read_file',
    description: words.repeat(45).slice(0, 3_800),
    parameters: { type: 'object', properties: { path: { type: 'string' } } },
  },
]
const question = { model: 'gpt-5.5', instructions, tools }

interface PlainOptions {
  readonly isHttp2?: boolean
  readonly isKept?: boolean
  readonly isCompressed?: boolean
}

/** Bare undici: what the wire itself costs. */
function plain({ isHttp2 = false, isKept = true, isCompressed = false }: PlainOptions): OpenLoop {
  return ({ port, cert, accessToken, accountId }) => {
    const agent = new Agent({
      allowH2: isHttp2,
      connect: { ca: cert, preferH2: isHttp2 },
      keepAliveTimeout: 30_000,
      pipelining: isKept ? 1 : 0,
    })
    return {
      async turn(input, number) {
        const body = JSON.stringify({ ...question, input, stream: true, store: false })
        const level = { params: { [constants.ZSTD_c_compressionLevel]: 3 } }
        const answer = await request(`https://127.0.0.1:${port}/backend-api/codex/responses`, {
          method: 'POST',
          dispatcher: agent,
          headers: {
            authorization: `Bearer ${accessToken}`,
            'chatgpt-account-id': accountId,
            'content-type': 'application/json',
            ...(isCompressed && { 'content-encoding': 'zstd' }),
          },
          body: isCompressed ? zstdCompressSync(body, level) : body,
        })
        const text = await answer.body.text()
        if (!text.includes('response.completed')) throw new Error(text.slice(0, 300))
        const call_id = `call_${number}`
        return [{ type: 'function_call', call_id, name: 'read_file', arguments: '{}' }]
      },
      close: () => agent.close(),
    }
  }
}

function ours(transport: 'sse' | 'websocket', isWhole = false): OpenLoop {
  return ({ port, codexHome }, certificateFile) => {
    const codex = createCodexClient({
      codexHome,
      cacheFolder: false,
      transport,
      endpoints: { chatgpt: `https://127.0.0.1:${port}/backend-api` },
      env: { CODEX_CA_CERTIFICATE: certificateFile },
    })
    return {
      async turn(input, number) {
        // A field that is another each turn keeps a WebSocket from sending only what is new.
        const more = isWhole ? { client_metadata: { turn: String(number) } } : {}
        const { output } = await codex.responses.create(
          { ...question, ...more, input: [...input] },
          { conversationId: 'tool-loop' },
        )
        return output
      },
      close: () => codex.close(),
    }
  }
}

export const ways: Readonly<Record<string, OpenLoop>> = {
  'HTTP/1.1, a connection each turn': plain({ isKept: false }),
  'HTTP/1.1': plain({}),
  'HTTP/1.1, zstd': plain({ isCompressed: true }),
  'HTTP/2': plain({ isHttp2: true }),
  'HTTP/2, zstd': plain({ isHttp2: true, isCompressed: true }),
  'via-codex': ours('sse'),
  'via-codex, WebSocket, whole': ours('websocket', true),
  'via-codex, WebSocket': ours('websocket'),
}
