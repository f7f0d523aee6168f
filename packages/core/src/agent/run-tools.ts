import { assertModel } from '../client/assert-model.ts'
import type { ResponseOptions } from '../client/responses.ts'
import type { DroppedField } from '../protocol/dropped-field.ts'
import type { RateLimitSnapshot } from '../protocol/rate-limit.ts'
import {
  toTokenUsage,
  type CodexResponse,
  type ResponseEvent,
  type TokenUsage,
} from '../protocol/response-event.ts'
import type { HostedTool } from '../protocol/responses-request.ts'
import {
  answerCalls,
  callsOf,
  toOutputItem,
  type AnsweredCall,
  type ApproveToolCall,
  type ToolCall,
  type ToolResult,
} from './answer-calls.ts'
import { Conversation, type ConversationClient, type TurnRequest } from './conversation.ts'
import { createRun, type Run } from './run.ts'
import type { Tool } from './tool.ts'

/** What to ask, and the tools for it: your own, and hosted ones. */
export interface RunToolsRequest extends Omit<TurnRequest, 'tools'> {
  tools: readonly (Tool | HostedTool)[]
}

export interface RunToolsOptions extends Omit<ResponseOptions, 'conversationId'> {
  /** How often the model is asked at most; `Infinity` for no limit. @default 10 */
  maxRounds?: number | undefined
  /** Asked before each call, one after the other. @default every call may run */
  approve?: ApproveToolCall | undefined
}

/** One question to the model, and the calls it made. */
export interface ToolRound {
  readonly response: CodexResponse
  readonly calls: readonly AnsweredCall[]
}

/** How a run went. */
export interface ToolRunResult {
  /** The last answer. */
  readonly response: CodexResponse
  readonly rounds: readonly ToolRound[]
  /** Of all rounds together. */
  readonly usage: TokenUsage
  /** `maxRounds`: the model was not done; `incomplete`: its last answer stopped short. */
  readonly stopReason: 'done' | 'maxRounds' | 'incomplete'
  /** What was left out of the requests, each once. @see {@link ResponseStream.warnings} */
  readonly warnings: readonly DroppedField[]
}

/** What happens in a run. `round` counts from 1. */
export type ToolRunEvent = { readonly round: number } & (
  | { readonly type: 'roundStarted' }
  /** An event of the answer as it comes: text, reasoning, arguments. */
  | { readonly type: 'response'; readonly event: ResponseEvent }
  | {
      readonly type: 'roundEnded'
      readonly response: CodexResponse
      readonly rateLimits: RateLimitSnapshot | undefined
    }
  /** Before it is judged. */
  | { readonly type: 'toolCall'; readonly call: ToolCall }
  | { readonly type: 'toolResult'; readonly call: ToolCall; readonly result: ToolResult }
)

/** A run of {@link runTools}: its events, and its result. */
export type ToolRun = Run<ToolRunEvent, ToolRunResult>

/**
 * Asks the model, runs the tools it calls, tells it their outputs, and so on until it is done. Calls of one
 * answer run at the same time. A tool that throws, arguments that do not fit, a call that is not approved:
 * the model is told, and may try otherwise.
 *
 * With a conversation, everything that was said is kept in it, also when the run ends early: a call
 * without an output then gets one that says so.
 *
 * @param target a client, for a question by itself, or the conversation to go on with
 * @throws TypeError at once for a wrong request or option
 * @example
 * ```ts
 * const run = runTools(codex, { model: 'gpt-5.5', input: 'Is it warm in Lisbon?', tools: [getWeather] })
 * for await (const event of run) if (event.type === 'toolCall') console.error(event.call.name)
 * console.log((await run.final()).response.output_text)
 * ```
 */
export function runTools(
  target: ConversationClient | Conversation,
  request: RunToolsRequest,
  options: RunToolsOptions = {},
): ToolRun {
  const { maxRounds = 10, approve, signal, ...turnOptions } = options
  if (maxRounds !== Infinity && (!Number.isInteger(maxRounds) || maxRounds < 1)) {
    throw new TypeError('maxRounds must be a whole number from 1 up, or Infinity.')
  }
  if (approve !== undefined && typeof approve !== 'function') {
    throw new TypeError('approve must be a function.')
  }
  assertModel(request)
  const own = ownTools(request.tools)
  const conversation = target instanceof Conversation ? target : new Conversation(target)
  const tools = request.tools.map(toWire)

  return createRun(async function* (runSignal): AsyncGenerator<ToolRunEvent, ToolRunResult> {
    const rounds: ToolRound[] = []
    const warnings = new Map<string, DroppedField>()
    let { input } = request
    for (let round = 1; ; round++) {
      yield { type: 'roundStarted', round }
      const turn = { ...request, tools: [...tools], input }
      const stream = conversation.stream(turn, { ...turnOptions, signal: runSignal })
      for await (const event of stream) yield { type: 'response', round, event }
      const response = await stream.final()
      for (const dropped of stream.warnings) {
        warnings.set(`${dropped.field}: ${dropped.reason}`, dropped)
      }
      const calls = callsOf(response.output)
      const answers: AnsweredCall[] = []
      rounds.push({ response, calls: answers })
      const stopReason = stopReasonOf(response, calls, round >= maxRounds)
      try {
        yield { type: 'roundEnded', round, response, rateLimits: stream.rateLimits }
        if (stopReason) {
          const told = { usage: totalUsage(rounds), warnings: [...warnings.values()] }
          return { response, rounds, stopReason, ...told }
        }
        for await (const event of answerCalls(calls, { tools: own, approve, signal: runSignal })) {
          if (event.type === 'toolResult') answers.push({ call: event.call, result: event.result })
          yield { ...event, round }
        }
      } finally {
        // In the order of the calls, and one for each, whatever ended the round.
        const outputs = calls.map((call) => {
          const answer = answers.find((candidate) => candidate.call === call)
          if (answer) return toOutputItem(call, answer.result, response.output)
          const skipped = { call, result: skippedResult }
          answers.push(skipped)
          return toOutputItem(call, skippedResult, response.output)
        })
        conversation.add(...outputs)
      }
      input = []
    }
  }, signal)
}

const skippedResult: ToolResult = {
  status: 'skipped',
  output: 'Error: the run ended before this call gave an output.',
  durationMs: 0,
}

/** `undefined`: there is another round. A model that has only paused is asked to go on. @see docs/protocol.md §6.8 */
function stopReasonOf(
  response: CodexResponse,
  calls: readonly ToolCall[],
  isLast: boolean,
): ToolRunResult['stopReason'] | undefined {
  if (response.status === 'incomplete') return 'incomplete'
  if (calls.length === 0 && response['end_turn'] !== false) return 'done'
  return isLast ? 'maxRounds' : undefined
}

function isOwn(tool: Tool | HostedTool): tool is Tool {
  return typeof (tool as { prepare?: unknown }).prepare === 'function'
}

function ownTools(tools: RunToolsRequest['tools']): ReadonlyMap<string, Tool> {
  if (!Array.isArray(tools)) throw new TypeError('tools must be a list, of defineTool({ … }).')
  const own = new Map<string, Tool>()
  for (const tool of tools as RunToolsRequest['tools']) {
    if (!isOwn(tool)) {
      if (tool?.type !== 'function' && typeof tool?.type === 'string') continue
      throw new TypeError('A function among tools must be made with defineTool({ … }).')
    }
    if (own.has(tool.name)) throw new TypeError(`tools has two of the name ${tool.name}.`)
    own.set(tool.name, tool)
  }
  return own
}

function toWire(tool: Tool | HostedTool): HostedTool {
  if (!isOwn(tool)) return tool
  const { prepare: _, ...wire } = tool
  return wire
}

function totalUsage(rounds: readonly ToolRound[]): TokenUsage {
  const total = {
    inputTokens: 0,
    cachedTokens: 0,
    outputTokens: 0,
    reasoningTokens: 0,
    totalTokens: 0,
  }
  for (const { response } of rounds) {
    if (!response.usage) continue
    const usage = toTokenUsage(response.usage)
    for (const key of Object.keys(total) as (keyof TokenUsage)[]) total[key] += usage[key]
  }
  return total
}
