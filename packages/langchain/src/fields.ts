import type {
  BaseChatOpenAIFields,
  ChatOpenAIResponsesCallOptions,
  ClientOptions,
} from '@langchain/openai'
import type { CodexFetchOptions, CodexModelId } from '@via-codex/core'

/** What {@link ChatCodex} decides itself, or says in its own way. */
type Replaced = 'apiKey' | 'configuration' | 'model' | 'modelName' | 'openAIApiKey' | 'zdrEnabled'

/** Options of core's client, less `retry`: how often is asked is said by `maxRetries`. */
export type CodexLoginFields = Omit<CodexFetchOptions, 'retry'>

/**
 * Fields of {@link ChatCodex}: those of LangChain's OpenAI models, and those of core's client, which say
 * whose login is used and how it is kept fresh. Only `model` has no default.
 *
 * What the backend refuses, such as `temperature` and `maxTokens`, is left out of requests; `onDropped`
 * hears of it.
 */
export interface ChatCodexFields extends Omit<BaseChatOpenAIFields, Replaced>, CodexLoginFields {
  model: CodexModelId
  /**
   * Stands before the conversation, unless a call names `instructions` of its own or the messages begin
   * with a system message.
   *
   * @default core's
   */
  instructions?: string | undefined
  /**
   * A key of the public API in place of the login: the same as `credential: { apiKey }`. Requests then go
   * to the public API and are billed there.
   *
   * @default none
   */
  apiKey?: string | undefined
  /** Of the OpenAI client below: only what is left to say. */
  configuration?: Pick<ClientOptions, 'defaultHeaders' | 'logger' | 'logLevel'> | undefined
}

/** Options of one call. */
export interface ChatCodexCallOptions extends Omit<
  ChatOpenAIResponsesCallOptions,
  'previous_response_id' | 'truncation'
> {
  /** Goes before the system messages, which stay in the conversation, and before the field. */
  instructions?: string | undefined
}

/** Which fields are core's. */
const loginFields: Readonly<Record<keyof CodexLoginFields, true>> = {
  cacheFolder: true,
  client: true,
  codexCommand: true,
  codexHome: true,
  conversationId: true,
  credential: true,
  endpoints: true,
  env: true,
  fetch: true,
  keyring: true,
  logger: true,
  now: true,
  onDropped: true,
  originator: true,
  refresh: true,
  store: true,
  timeouts: true,
  transport: true,
  workspaceRouting: true,
}

/** Fields of other models, and what stands for them here. */
const elsewhere: Readonly<Record<string, string>> = {
  openAIApiKey: 'use apiKey, or leave it to the Codex login',
  retry: 'use maxRetries',
}

/** The same of the OpenAI client's. */
const configuredElsewhere: Readonly<Record<string, string>> = {
  adminAPIKey: 'the login decides',
  apiKey: 'use the field apiKey, or leave it to the Codex login',
  baseURL: 'use the field endpoints',
  fetch: 'use the field fetch',
  organization: 'the login decides',
  project: 'the login decides',
}

/** Fields, sorted by whom they are for. */
export interface SortedFields {
  readonly login: CodexFetchOptions
  readonly model: Omit<ChatCodexFields, keyof CodexLoginFields | 'apiKey' | 'instructions'>
  readonly instructions: string | undefined
}

/**
 * Sorts the fields, so that nothing of the login reaches what LangChain keeps of a model.
 *
 * @throws TypeError for a field that there is not, and for a wrong one of those that neither LangChain nor
 *   core checks
 */
export function sortFields(fields: ChatCodexFields): SortedFields {
  const { apiKey, instructions, ...others } = fields
  if (typeof fields.model !== 'string' || fields.model === '') {
    throw new TypeError('model must name a model, such as "gpt-5.5".')
  }
  for (const [name, value] of Object.entries({ apiKey, instructions })) {
    if (value !== undefined && typeof value !== 'string') {
      throw new TypeError(`${name} must be a text.`)
    }
  }
  if (apiKey !== undefined && fields.credential !== undefined) {
    throw new TypeError('apiKey and credential say the same thing: leave one of them out.')
  }
  assertKnown(fields, elsewhere, '')
  assertKnown(fields.configuration ?? {}, configuredElsewhere, 'configuration.')
  const isOfLogin = ([name]: [string, unknown]) => Object.hasOwn(loginFields, name)
  const entries = Object.entries(others)
  return {
    login: {
      ...Object.fromEntries(entries.filter(isOfLogin)),
      ...(apiKey !== undefined && { credential: { apiKey } }),
    },
    model: Object.fromEntries(
      entries.filter((entry) => !isOfLogin(entry)),
    ) as SortedFields['model'],
    instructions,
  }
}

function assertKnown(given: object, advice: Readonly<Record<string, string>>, path: string): void {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(advice, name)) continue
    throw new TypeError(`${path}${name} is no field here: ${advice[name]}.`)
  }
}
