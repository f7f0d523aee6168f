import type {
  ApproveToolCall,
  CodexClient,
  Conversation,
  DroppedField,
  InputItem,
  ResponsesRequest,
  ResponseStream,
  Tool,
} from '@via-codex/core'
import type { ReceivedAnswer } from '../answer/receive-text.ts'
import { relayStream } from '../answer/relay-stream.ts'
import { createTextReader } from '../answer/text-reader.ts'
import { writeAnswer, type AnswerMode } from '../answer/write-answer.ts'
import { writeJson } from '../answer/write-json.ts'
import type { Context } from '../context.ts'
import { isLogged, logAnswer } from '../log/log-answer.ts'
import type { Turn } from '../log/turn.ts'
import { canRender } from '../markdown/load-markdown.ts'
import type { PromptSettings } from './parse-prompt-arguments.ts'
import type { PreparedPrompt } from './prepare-prompt.ts'
import { parseChainLimit } from './tool-options.ts'
import { toTurn } from './to-turn.ts'

/** A question, and all that its answering takes. */
export interface TurnSetup {
  readonly client: CodexClient
  /** What it goes on with; without one it stands alone. Tools need one. */
  readonly conversation: Conversation | undefined
  readonly conversationId: string
  readonly prompt: PreparedPrompt
  readonly request: Omit<ResponsesRequest, 'input'> & { input: InputItem[] }
  readonly settings: PromptSettings
  readonly mode: AnswerMode
  readonly tools: readonly Tool[]
  readonly approve: ApproveToolCall | undefined
  readonly signal: AbortSignal
  /** Holds the text of an answer while it comes: after a failure, what had come. */
  readonly unfinished?: { text: string } | undefined
}

export interface TurnAnswer extends ReceivedAnswer {
  /** The model wanted more tools than it may have. */
  readonly isCut: boolean
  readonly warnings: readonly DroppedField[]
}

/** Asks, writes the answer as it comes, and logs it; with tools as often as it takes. */
export async function answerTurn(setup: TurnSetup, context: Context): Promise<TurnAnswer> {
  const { client, conversation, conversationId, prompt, settings, signal } = setup
  const { output, status, env } = context
  const showsThoughts = !settings['hide-reasoning'] && !settings.json
  // Without a summary there is nothing to show while the model thinks.
  const request =
    status.isPossible && showsThoughts
      ? { ...setup.request, reasoning: { summary: 'auto' as const, ...setup.request.reasoning } }
      : setup.request
  status.start()
  const isReadable = canRender(output, env) && !prompt.schema
  const style = { mode: setup.mode, isRendered: isReadable && !settings.raw, showsThoughts }
  const write = async (shown: ResponseStream): Promise<ReceivedAnswer> =>
    settings.json
      ? { response: await writeJson(shown, context), isRefusal: false }
      : writeAnswer(shown, style, context)
  const keep = (turn: Turn, given: ResponseStream) => {
    const stream = setup.unfinished ? noteText(given, setup.unfinished) : given
    return isLogged(settings, env)
      ? logAnswer(turn, { client, stream }, context, write)
      : write(stream)
  }
  const outputs = lastOutputs(conversation?.items ?? [])
  const turn = toTurn(conversationId, prompt, { ...request, input: [...outputs, ...request.input] })
  if (conversation && setup.tools.length > 0) {
    const { answerRounds } = await import('../tools/answer-rounds.ts')
    const rounds = {
      ...setup,
      conversation,
      request,
      hosted: prompt.tools,
      turn,
      maxRounds: parseChainLimit(settings.cl),
      isDebugged: settings.td,
    }
    return answerRounds(rounds, keep, context)
  }
  const stream = conversation
    ? conversation.stream(request, { signal })
    : client.responses.stream(request, { signal, conversationId })
  const answer = await keep(turn, stream)
  return { ...answer, isCut: false, warnings: stream.warnings }
}

/** What tools gave and no answer has followed yet: the next question takes it along, in the log as well. */
function lastOutputs(items: readonly InputItem[]): InputItem[] {
  const at = items.findLastIndex(({ type }) => type !== 'function_call_output')
  return items.slice(at + 1)
}

function noteText(stream: ResponseStream, unfinished: { text: string }): ResponseStream {
  const reader = createTextReader()
  async function* follow() {
    unfinished.text = ''
    for await (const event of stream) {
      unfinished.text += reader.read(event)
      yield event
    }
    unfinished.text = ''
    return undefined
  }
  return relayStream(stream, follow())
}
