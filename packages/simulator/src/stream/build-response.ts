import type { JsonObject } from '../json.ts'
import { isObject } from '../json.ts'
import type { Random } from '../random.ts'
import type { Scenario } from '../scenario.ts'
import { buildItem } from './item-steps.ts'
import { responseSnapshot, usageOnWire, type TokenUsage } from './response-snapshot.ts'
import type { Step, WireEvent } from './steps.ts'

/** What a response is built from. */
export interface ResponseContext {
  request: JsonObject
  model: string
  createdAt: Date
  random: Random
  inputTokens: number
  cachedTokens: number
  /** Put all items into the end event. */
  fullOutput: boolean
}

/** A response: the steps that stream it, and its final object with every item. */
export interface BuiltResponse {
  steps: Step[]
  final: JsonObject
}

/** Turns a scenario into the stream a backend would send. @see docs/protocol.md §6.8 */
export function buildResponse(scenario: Scenario, context: ResponseContext): BuiltResponse {
  const { request, random } = context
  if (scenario.raw !== undefined) return { steps: [{ raw: scenario.raw }], final: {} }
  const paceMs = scenario.paceMs ?? 0
  if (scenario.events) {
    const steps = scenario.events.flatMap((event): Step[] =>
      paceMs > 0 ? [{ event }, { waitMs: paceMs }] : [{ event }],
    )
    return { steps, final: {} }
  }
  const reasoning = isObject(request['reasoning']) ? request['reasoning'] : {}
  const include = Array.isArray(request['include']) ? request['include'] : []
  const items = (scenario.items ?? []).map((item, outputIndex) =>
    buildItem(item, {
      outputIndex,
      random,
      hasSummaries: reasoning['summary'] !== undefined && reasoning['summary'] !== null,
      hasCiphertext: include.includes('reasoning.encrypted_content'),
      paceMs,
    }),
  )
  const start: JsonObject = {
    ...responseSnapshot(request, {
      id: `resp_${random.hex(32)}`,
      model: scenario.model ?? context.model,
      createdAt: context.createdAt,
    }),
  }
  start['metadata'] = { ...(start['metadata'] as JsonObject), ...scenario.metadata }
  const output = items.map((built) => built.item)
  const usage = usageOnWire(countUsage(scenario, context, output))
  const end = endEvent(scenario, start, usage)
  const final = { ...end.response, output }
  const endOnWire: WireEvent = {
    type: end.type,
    response: context.fullOutput ? final : end.response,
  }
  const steps = numbered([
    { event: { type: 'response.created', response: start } },
    { event: { type: 'response.in_progress', response: start } },
    ...items.flatMap((built) => built.steps),
    { event: endOnWire },
  ])
  return { steps, final }
}

function endEvent(
  scenario: Scenario,
  start: JsonObject,
  usage: JsonObject,
): { type: string; response: JsonObject } {
  const end = scenario.end ?? { type: 'completed' }
  switch (end.type) {
    case 'completed':
      return {
        type: 'response.completed',
        response: {
          ...start,
          status: 'completed',
          usage,
          ...(end.endTurn === undefined ? {} : { end_turn: end.endTurn }),
        },
      }
    case 'incomplete':
      return {
        type: 'response.incomplete',
        response: {
          ...start,
          status: 'incomplete',
          incomplete_details: { reason: end.reason },
          usage,
        },
      }
    case 'failed':
      return {
        type: 'response.failed',
        response: {
          ...start,
          status: 'failed',
          error: end.code === null ? null : { code: end.code, message: end.message },
        },
      }
  }
}

function countUsage(
  scenario: Scenario,
  context: ResponseContext,
  output: readonly JsonObject[],
): TokenUsage {
  const hasReasoning = output.some((item) => item['type'] === 'reasoning')
  const spoken = output.filter((item) => item['type'] !== 'reasoning')
  const reasoningTokens = scenario.usage?.reasoningTokens ?? (hasReasoning ? 64 : 0)
  return {
    inputTokens: context.inputTokens,
    cachedTokens: context.cachedTokens,
    outputTokens: Math.ceil(JSON.stringify(spoken).length / 4) + reasoningTokens,
    ...definedOf(scenario.usage),
    reasoningTokens,
  }
}

function definedOf(usage: Partial<TokenUsage> = {}): Partial<TokenUsage> {
  return Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== undefined))
}

function numbered(steps: Step[]): Step[] {
  let sequence_number = 0
  for (const step of steps) if ('event' in step) step.event['sequence_number'] = sequence_number++
  return steps
}
