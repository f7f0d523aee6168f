import { isEventStep, type Step, type WireEvent } from '../stream/steps.ts'
import type { Fault } from './fault.ts'
import type { FaultsInForce } from './fault-registry.ts'

/** Spoils the steps of a stream as the faults say. @see docs/protocol.md §6.9 */
export function spoilSteps(steps: readonly Step[], faults: FaultsInForce): readonly Step[] {
  let spoiled = steps
  for (const fault of faults.all) spoiled = spoil(spoiled, fault)
  return spoiled
}

function spoil(steps: readonly Step[], fault: Fault): readonly Step[] {
  switch (fault.kind) {
    case 'latency':
      return steps.flatMap((step): Step[] =>
        isEventStep(step) ? [{ waitMs: fault.ms ?? 20 }, step] : [step],
      )
    case 'stall':
      return [...firstEvents(steps, fault.afterEvents), { end: 'silence' }]
    case 'drop-mid-stream':
      return [...firstEvents(steps, fault.afterEvents), { end: 'reset' }]
    case 'end-early':
      return [...firstEvents(steps, fault.afterEvents), { end: 'close' }]
    case 'close-socket':
      return [
        ...firstEvents(steps, fault.afterEvents ?? 0),
        { end: 'close', code: fault.code ?? 1011 },
      ]
    case 'done-without-end':
      return [...withoutEnd(steps), { raw: 'data: [DONE]\n\n' }]
    case 'malformed-event':
      return insert(steps, fault.afterEvents, { raw: 'event: response.fake\ndata: {"type":\n\n' })
    case 'response-failed':
      return endWith(
        failedEvent(steps, fault.code, fault.message),
        endless(steps, fault.afterEvents),
      )
    case 'error-event':
      return endWith(
        errorEvent(fault.code, fault.message, fault.shape),
        endless(steps, fault.afterEvents),
      )
    case 'incomplete':
      return changeEnd(steps, 'response.incomplete', {
        status: 'incomplete',
        incomplete_details: { reason: fault.reason ?? 'max_output_tokens' },
      })
    case 'end-turn-false':
      return changeEnd(steps, 'response.completed', { end_turn: false })
    case 'giant-event':
      return insert(steps, 2, {
        event: { type: 'response.fake_giant', filler: 'x'.repeat(fault.bytes ?? 1_000_000) },
      })
    case 'unknown-events':
      return steps.flatMap((step): Step[] => [
        step,
        ...(isEventStep(step)
          ? [{ event: { type: 'response.fake_unknown', nested: { list: [1, null] } } }]
          : []),
      ])
    case 'whitespace-arguments':
      return insert(steps, 2, ...blankArguments(fault.count ?? 300))
    case 'truncated-utf8':
      return [
        ...firstEvents(steps, 4),
        {
          raw: Buffer.from('event: response.output_text.delta\ndata: {"delta":"é').subarray(0, -1),
        },
        { end: 'close' },
      ]
    default:
      return steps
  }
}

/** The steps up to and with the nth event. */
function firstEvents(steps: readonly Step[], count = 4): Step[] {
  let seen = 0
  const kept: Step[] = []
  for (const step of steps) {
    if (isEventStep(step) && seen++ >= count) break
    kept.push(step)
  }
  return kept
}

function insert(steps: readonly Step[], after = 4, ...more: Step[]): Step[] {
  const head = firstEvents(steps, after)
  return [...head, ...more, ...steps.slice(head.length)]
}

function isEnd(step: Step): step is { event: WireEvent } {
  return isEventStep(step) && /^response\.(completed|incomplete|failed)$/u.test(step.event.type)
}

function withoutEnd(steps: readonly Step[]): Step[] {
  return steps.filter((step) => !isEnd(step))
}

function endless(steps: readonly Step[], afterEvents: number | undefined): Step[] {
  return afterEvents === undefined ? withoutEnd(steps) : firstEvents(steps, afterEvents)
}

function changeEnd(steps: readonly Step[], type: string, change: object): Step[] {
  return steps.map((step) =>
    isEnd(step)
      ? { event: { ...step.event, type, response: { ...responseOf(step), ...change } } }
      : step,
  )
}

/** The event as the last one, in the count of those before it. */
function endWith(event: WireEvent, steps: readonly Step[]): Step[] {
  return [...steps, { event: { ...event, sequence_number: steps.filter(isEventStep).length } }]
}

function failedEvent(
  steps: readonly Step[],
  code: string | null | undefined = 'server_error',
  message = `The fault asked for ${code}.`,
): WireEvent {
  const start = steps.find(isEventStep)
  return {
    type: 'response.failed',
    response: {
      ...(start ? responseOf(start) : {}),
      status: 'failed',
      error: code === null ? null : { code, message },
    },
  }
}

function responseOf(step: { event: WireEvent }): object {
  const { response } = step.event
  return typeof response === 'object' && response !== null ? response : {}
}

function errorEvent(
  code = 'server_error',
  message = `The fault asked for ${code}.`,
  shape: 'flat' | 'nested' = 'nested',
): WireEvent {
  const detail = { code, message, param: null }
  if (shape === 'flat') return { type: 'error', ...detail }
  return { type: 'error', error: { type: code, ...detail } }
}

function blankArguments(count: number): Step[] {
  return Array.from({ length: count }, () => ({
    event: {
      type: 'response.function_call_arguments.delta',
      item_id: 'fc_fake_flood',
      output_index: 0,
      delta: ' '.repeat(64),
    },
  }))
}
