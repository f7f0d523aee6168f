/** LangChain's contract, on this package's model and on LangChain's own, each with its side of the simulator. */
import { ChatOpenAI } from '@langchain/openai'
import { backends, type BackendName } from '../../../tools/backends.ts'
import { connectSimulator } from '../../../tools/connect-simulator.ts'
import { ChatCodex } from '../src/chat-codex.ts'
import { connect } from './support/connect.ts'
import { testStandardChatModel } from './standard.contract.ts'

/** What LangChain's own model fails, too: it says `json_schema`. */
const format = 'trace that it answers in a form by calling a function'

const exceptions: Readonly<Record<BackendName, readonly string[]>> = {
  codex: [format],
  // A credential is named already.
  siwc: [format, 'is made with a key'],
}

for (const backend of backends) {
  testStandardChatModel(
    `ChatCodex, ${backend},`,
    async () => {
      const { simulator, fields } = await connect(backend)
      return { simulator, create: (more) => new ChatCodex({ ...fields, ...more }) }
    },
    new Set(exceptions[backend]),
  )
}

testStandardChatModel(
  'ChatOpenAI',
  async () => {
    const { simulator } = await connectSimulator('codex', async () => {})
    const fields = {
      model: 'gpt-5.5',
      apiKey: simulator.authority.issueApiKey(),
      configuration: { baseURL: simulator.endpoints.api },
      useResponsesApi: true,
      zdrEnabled: true,
      maxRetries: 0,
    }
    return { simulator, create: (more) => new ChatOpenAI({ ...fields, ...more }) }
  },
  new Set([format]),
)
