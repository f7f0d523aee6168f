import {
  runTools,
  type ApproveToolCall,
  type Conversation,
  type DroppedField,
  type HostedTool,
  type InputItem,
  type ResponseStream,
  type ResponseUsage,
  type TokenUsage,
  type Tool,
  type TurnRequest,
} from '@via-codex/core'
import type { ReceivedAnswer } from '../answer/receive-text.ts'
import { wantsTools } from '../answer/wants-tools.ts'
import type { Context } from '../context.ts'
import type { Turn } from '../log/turn.ts'
import { RoundReader } from './round-reader.ts'
import { tellCalls } from './tell-calls.ts'

export interface RoundsRequest {
  readonly conversation: Conversation
  readonly request: TurnRequest
  readonly tools: readonly Tool[]
  /** Those that the server runs. */
  readonly hosted: readonly HostedTool[]
  /** The question as the log keeps it. */
  readonly turn: Turn
  /** How often the model is asked at most. */
  readonly maxRounds: number
  readonly approve: ApproveToolCall | undefined
  /** Tell each call and what came of it. */
  readonly isDebugged: boolean
  readonly signal: AbortSignal
}

/** The last answer; its usage is that of all together. */
export interface RoundsAnswer extends ReceivedAnswer {
  /** The model was not done when it had been asked as often as it may be. */
  readonly isCut: boolean
  /** What was left out of the requests. */
  readonly warnings: readonly DroppedField[]
}

/**
 * Asks, runs the tools that are called, and asks again until the model is done. Each answer is shown and logged as one.
 *
 * @param show writes an answer, and logs it as the answer to that turn
 */
export async function answerRounds(
  {
    conversation,
    request,
    tools,
    hosted,
    turn,
    maxRounds,
    approve,
    isDebugged,
    signal,
  }: RoundsRequest,
  show: (turn: Turn, stream: ResponseStream) => Promise<ReceivedAnswer>,
  { output, talk, status }: Context,
): Promise<RoundsAnswer> {
  const all = [...tools, ...hosted]
  const run = runTools(conversation, { ...request, tools: all }, { maxRounds, approve, signal })
  const rounds = new RoundReader(run, tellCalls(isDebugged, { talk, status }))
  let asked: Turn = { ...turn, tools: all }
  let answer: ReceivedAnswer | undefined
  for (;;) {
    const stream = await rounds.next()
    if (!stream) break
    if (answer) asked = withOutputs(asked, conversation.items.slice(-outputsOf(answer)))
    answer = await show(asked, stream)
    // Calls are told on lines of their own.
    output.endLine()
    await output.flush()
    if (wantsTools(answer.response)) status.start()
  }
  const { response, usage, stopReason, warnings } = await run.final()
  return {
    response: { ...response, usage: toResponseUsage(usage) },
    isRefusal: answer?.isRefusal ?? false,
    isCut: stopReason === 'maxRounds',
    warnings,
  }
}

function outputsOf({ response }: ReceivedAnswer): number {
  return response.output.filter(({ type }) => type === 'function_call').length
}

/** The turn that only gives the model what its tools gave. */
function withOutputs(turn: Turn, items: readonly InputItem[]): Turn {
  const { fragments = [] } = turn
  return {
    ...turn,
    prompt: '',
    items,
    attachments: [],
    fragments: fragments.filter(({ place }) => place === 'system'),
  }
}

function toResponseUsage(usage: TokenUsage): ResponseUsage {
  return {
    input_tokens: usage.inputTokens,
    input_tokens_details: { cached_tokens: usage.cachedTokens },
    output_tokens: usage.outputTokens,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
    total_tokens: usage.totalTokens,
  }
}
