import { waitUnlessAborted } from '../foundation/delay.ts'
import { isJsonObject, parseJson } from '../protocol/json.ts'
import type { ContentPart, ResponseItem } from '../protocol/response-item.ts'
import type { InputItem } from '../protocol/responses-request.ts'
import { InvalidArguments, type Tool } from './tool.ts'

/** The model asks for a tool. */
export interface ToolCall {
  readonly callId: string
  readonly name: string
  /** The arguments' JSON value; their text where it is no JSON. */
  readonly arguments: unknown
}

/** What the model is told of a call. */
export interface ToolResult {
  /**
   * `failed`: the tool threw `error`; `invalid`: the arguments do not fit; `unknown`: there is no such tool;
   * `denied`: it was not approved; `skipped`: the run ended before it gave an output.
   */
  readonly status: 'done' | 'failed' | 'invalid' | 'unknown' | 'denied' | 'skipped'
  readonly output: string | ContentPart[]
  readonly error?: unknown
  readonly durationMs: number
}

/**
 * Whether a call may run. A text is a no, and the reason the model is told.
 */
export type ApproveToolCall = (
  call: ToolCall,
  options: { readonly signal: AbortSignal },
) => boolean | string | Promise<boolean | string>

export interface AnsweredCall {
  readonly call: ToolCall
  readonly result: ToolResult
}

type CallEvent =
  | { readonly type: 'toolCall'; readonly call: ToolCall }
  | ({ readonly type: 'toolResult' } & AnsweredCall)

export interface AnswerOptions {
  readonly tools: ReadonlyMap<string, Tool>
  readonly approve: ApproveToolCall | undefined
  readonly signal: AbortSignal
}

/** The calls among the items of an answer that want an output from here. */
export function callsOf(output: readonly ResponseItem[]): ToolCall[] {
  return (output as readonly CallItem[])
    .filter(({ type }) => type === 'function_call' || type === 'custom_tool_call')
    .map(({ type, call_id: callId, name, arguments: args, input }) => {
      // Some models send nothing for a tool without parameters.
      const value = type === 'function_call' ? (parseJson(args || '{}') ?? args) : input
      return { callId, name, arguments: value }
    })
}

/** What the two kinds of call have. */
interface CallItem {
  readonly type: string
  readonly call_id: string
  readonly name: string
  readonly arguments?: string
  readonly input?: string
}

/** The item that answers a call. */
export function toOutputItem(
  { callId }: ToolCall,
  { output }: Pick<ToolResult, 'output'>,
  items: readonly ResponseItem[],
): InputItem {
  const isCustom = (items as readonly CallItem[]).some(
    (item) => item.call_id === callId && item.type === 'custom_tool_call',
  )
  const type = isCustom ? 'custom_tool_call_output' : 'function_call_output'
  return { type, call_id: callId, output }
}

/**
 * Runs the calls of one answer, all at the same time, asking for approval one after the other. Results are
 * told as they come.
 *
 * @throws what `approve` throws, and the signal's reason
 */
export async function* answerCalls(
  calls: readonly ToolCall[],
  options: AnswerOptions,
): AsyncGenerator<CallEvent, void> {
  const { signal } = options
  const running = new Map<ToolCall, Promise<AnsweredCall>>()
  for (const call of calls) {
    yield { type: 'toolCall', call }
    const { outcome } = await beginCall(call, options)
    running.set(
      call,
      outcome.then((result) => ({ call, result })),
    )
  }
  while (running.size > 0) {
    const answered = await waitUnlessAborted(Promise.race(running.values()), signal)
    running.delete(answered.call)
    yield { type: 'toolResult', ...answered }
  }
}

/** Judges a call, and starts it. The outcome never rejects; it is wrapped so that only the judging is waited for. */
async function beginCall(
  call: ToolCall,
  { tools, approve, signal }: AnswerOptions,
): Promise<{ outcome: Promise<ToolResult> }> {
  const settled = (status: ToolResult['status'], output: string, error?: unknown) => ({
    outcome: Promise.resolve({
      status,
      output,
      durationMs: 0,
      ...(error !== undefined && { error }),
    }),
  })
  const tool = tools.get(call.name)
  if (!tool) {
    const names = [...tools.keys()].join(', ') || 'none'
    return settled('unknown', `Error: there is no tool ${call.name}. There are: ${names}.`)
  }
  let work
  try {
    work = await tool.prepare(call.arguments)
  } catch (error) {
    // A schema that breaks is not the model's fault, but the model can do without this call.
    const status = error instanceof InvalidArguments ? 'invalid' : 'failed'
    return settled(status, `Error: ${messageOf(error)}`, error)
  }
  signal.throwIfAborted()
  const verdict = approve
    ? await waitUnlessAborted(Promise.resolve(approve(call, { signal })), signal)
    : true
  if (verdict !== true) return settled('denied', verdict || 'The user did not allow this call.')
  const prepared = work
  return { outcome: perform(() => prepared({ callId: call.callId, signal })) }
}

async function perform(work: () => unknown): Promise<ToolResult> {
  const startedAt = performance.now()
  const durationMs = () => Math.round(performance.now() - startedAt)
  try {
    const output = toOutput(await work())
    return { status: 'done', output, durationMs: durationMs() }
  } catch (error) {
    const output = `Error: ${messageOf(error)}`
    return { status: 'failed', output, error, durationMs: durationMs() }
  }
}

const partTypes = new Set(['input_text', 'input_image', 'input_file'])

function toOutput(value: unknown): string | ContentPart[] {
  if (typeof value === 'string') return value
  const isContent =
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((part) => isJsonObject(part) && partTypes.has(String(part['type'])))
  return isContent ? (value as ContentPart[]) : (JSON.stringify(value) ?? '')
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error)
}
