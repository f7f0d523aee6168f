/** LangChain's contract, on this package's model and on LangChain's own, each with its side of the simulator. */
import { ChatOpenAI } from '@langchain/openai'
import { connectSimulator } from '../../../tools/connect-simulator.ts'
import { ChatCodex } from '../src/chat-codex.ts'
import { connect } from './support/connect.ts'
import { testStandardChatModel } from './standard.contract.ts'

/** What LangChain's own model fails, too: it says `json_schema`. */
const exceptions = new Set(['trace that it answers in a form by calling a function'])

testStandardChatModel(
  'ChatCodex',
  async () => {
    const { simulator, fields } = await connect()
    return { simulator, create: (more) => new ChatCodex({ ...fields, ...more }) }
  },
  exceptions,
)

testStandardChatModel(
  'ChatOpenAI',
  async () => {
    const { simulator } = await connectSimulator(async () => {})
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
  exceptions,
)
