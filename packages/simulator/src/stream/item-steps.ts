import type { JsonObject } from '../json.ts'
import type { Random } from '../random.ts'
import type { ScenarioItem } from '../scenario.ts'
import type { Step } from './steps.ts'

/** What building an item depends on. */
export interface ItemContext {
  outputIndex: number
  random: Random
  /** The request asked for reasoning summaries. */
  hasSummaries: boolean
  /** The request asked for encrypted reasoning. */
  hasCiphertext: boolean
  paceMs: number
}

/** An output item as finished, and the steps that build it. */
export interface BuiltItem {
  item: JsonObject
  steps: Step[]
}

/** Builds one output item and its events. @see docs/protocol.md §6.8 */
export function buildItem(item: ScenarioItem, context: ItemContext): BuiltItem {
  switch (item.type) {
    case 'text':
    case 'refusal':
      return buildMessage(item, context)
    case 'reasoning':
      return buildReasoning(item, context)
    case 'toolCall':
    case 'customToolCall':
      return buildCall(item, context)
    case 'raw':
      return buildRaw(item, context)
  }
}

function buildMessage(
  source: Extract<ScenarioItem, { type: 'text' | 'refusal' }>,
  { outputIndex, random, paceMs }: ItemContext,
): BuiltItem {
  const id = `msg_${random.hex(32)}`
  const base = {
    id,
    type: 'message',
    role: 'assistant',
    ...(source.type === 'text' && source.phase ? { phase: source.phase } : {}),
  }
  const place = { item_id: id, output_index: outputIndex, content_index: 0 }
  const isText = source.type === 'text'
  const text = isText ? source.text : source.refusal
  const part = (value: string, annotations: readonly JsonObject[]): JsonObject =>
    isText
      ? { type: 'output_text', annotations, logprobs: [], text: value }
      : { type: 'refusal', refusal: value }
  const annotations = isText ? (source.annotations ?? []) : []
  const deltas = (isText ? source.deltas : undefined) ?? splitWords(text)
  const kind = isText ? 'response.output_text' : 'response.refusal'
  const item = {
    ...base,
    status: 'completed',
    content: [part(text, annotations)],
  }
  return {
    item,
    steps: [
      added(outputIndex, { ...base, status: 'in_progress', content: [] }),
      { event: { type: 'response.content_part.added', ...place, part: part('', []) } },
      ...paced(
        deltas.map((delta) => ({
          event: {
            type: `${kind}.delta`,
            ...place,
            delta,
            ...(isText ? { logprobs: [] } : {}),
            obfuscation: random.letters(16 - Math.min(15, delta.length)),
          },
        })),
        paceMs,
      ),
      ...annotations.map((annotation, annotation_index) => ({
        event: {
          type: 'response.output_text.annotation.added',
          ...place,
          annotation_index,
          annotation,
        },
      })),
      {
        event: {
          type: `${kind}.done`,
          ...place,
          ...(isText ? { text, logprobs: [] } : { refusal: text }),
        },
      },
      {
        event: { type: 'response.content_part.done', ...place, part: part(text, annotations) },
      },
      done(outputIndex, item),
    ],
  }
}

function buildReasoning(
  source: Extract<ScenarioItem, { type: 'reasoning' }>,
  { outputIndex, random, hasSummaries, hasCiphertext, paceMs }: ItemContext,
): BuiltItem {
  const id = `rs_${random.hex(32)}`
  const summary = hasSummaries ? (source.summary ?? []) : []
  // Each event carries its own ciphertext for the same thought: clients must not compare them.
  const ciphertext = (): JsonObject =>
    hasCiphertext ? { encrypted_content: `gAAAAA-fake-ciphertext-${random.letters(120)}` } : {}
  const base = { id, type: 'reasoning' }
  const parts = summary.map((text) => ({ type: 'summary_text', text }))
  const steps: Step[] = [added(outputIndex, { ...base, summary: [], ...ciphertext() })]
  for (const [summary_index, part] of parts.entries()) {
    const place = { item_id: id, output_index: outputIndex, summary_index }
    steps.push(
      {
        event: {
          type: 'response.reasoning_summary_part.added',
          ...place,
          part: { type: 'summary_text', text: '' },
        },
      },
      ...paced(
        splitWords(part.text).map((delta) => ({
          event: {
            type: 'response.reasoning_summary_text.delta',
            ...place,
            delta,
            obfuscation: random.letters(16 - Math.min(15, delta.length)),
          },
        })),
        paceMs,
      ),
      { event: { type: 'response.reasoning_summary_text.done', ...place, text: part.text } },
      { event: { type: 'response.reasoning_summary_part.done', ...place, part } },
    )
  }
  steps.push(done(outputIndex, { ...base, summary: parts, ...ciphertext() }))
  return { item: { ...base, summary: parts, ...ciphertext() }, steps }
}

function buildCall(
  source: Extract<ScenarioItem, { type: 'toolCall' | 'customToolCall' }>,
  { outputIndex, random, paceMs }: ItemContext,
): BuiltItem {
  const isCustom = source.type === 'customToolCall'
  const id = `${isCustom ? 'ctc' : 'fc'}_${random.hex(32)}`
  const text = isCustom ? source.input : argumentsText(source.arguments)
  const member = isCustom ? 'input' : 'arguments'
  const base = {
    id,
    type: isCustom ? 'custom_tool_call' : 'function_call',
    call_id: source.callId ?? `call_${random.letters(24)}`,
    name: source.name,
    ...(source.type === 'toolCall' && source.namespace ? { namespace: source.namespace } : {}),
  }
  const kind = isCustom ? 'response.custom_tool_call_input' : 'response.function_call_arguments'
  const place = { item_id: id, output_index: outputIndex }
  const item = { ...base, status: 'completed', [member]: text }
  return {
    item,
    steps: [
      added(outputIndex, { ...base, status: 'in_progress', [member]: '' }),
      ...paced(
        splitEvery(text, 12).map((delta) => ({
          event: {
            type: `${kind}.delta`,
            ...place,
            delta,
            obfuscation: random.letters(16 - Math.min(15, delta.length)),
          },
        })),
        paceMs,
      ),
      { event: { type: `${kind}.done`, ...place, [member]: text } },
      done(outputIndex, item),
    ],
  }
}

function buildRaw(
  { item, events = [] }: Extract<ScenarioItem, { type: 'raw' }>,
  { outputIndex }: ItemContext,
): BuiltItem {
  const start = 'status' in item ? { ...item, status: 'in_progress' } : item
  const place = { item_id: item['id'], output_index: outputIndex }
  return {
    item,
    steps: [
      added(outputIndex, start),
      ...events.map((event) => ({ event: { ...place, ...event } })),
      done(outputIndex, item),
    ],
  }
}

function added(output_index: number, item: JsonObject): Step {
  return { event: { type: 'response.output_item.added', output_index, item } }
}

function done(output_index: number, item: JsonObject): Step {
  return { event: { type: 'response.output_item.done', output_index, item } }
}

function paced(steps: readonly Step[], paceMs: number): Step[] {
  if (paceMs <= 0) return [...steps]
  return steps.flatMap((step) => [step, { waitMs: paceMs }])
}

function argumentsText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? {})
}

/** Words with the blanks that follow them, about the size of tokens. */
function splitWords(text: string): string[] {
  return text.match(/\s*\S{1,12}\s?|\s+/gu) ?? []
}

function splitEvery(text: string, size: number): string[] {
  const pieces: string[] = []
  for (let at = 0; at < text.length; at += size) pieces.push(text.slice(at, at + size))
  return pieces
}
