import type { OpenAIClient } from '@langchain/openai'
import type * as Core from '@via-codex/core'
import { mapError } from './map-error.ts'

type Event = OpenAIClient.Responses.ResponseStreamEvent

/**
 * The events of an answer, ending in an error where the answer failed: LangChain passes over
 * `response.failed`, and takes what had come for the whole.
 *
 * Written by hand, for it stands on the path of every delta.
 */
export function throwOnFailed(
  events: AsyncIterable<Event>,
  core: typeof Core,
): AsyncIterable<Event> {
  const open = (): AsyncIterator<Event> => {
    const source = events[Symbol.asyncIterator]()
    const onResult = (result: IteratorResult<Event>) =>
      !result.done && result.value.type === 'response.failed' ? fail(result.value) : result
    const fail = async (event: Event) => {
      await source.return?.()
      throw mapError(core.findResponseFailure(event), core)
    }
    const onError = (error: unknown) => {
      throw mapError(error, core)
    }
    return {
      next: () => source.next().then(onResult, onError),
      return: (value) => source.return?.(value) ?? Promise.resolve({ value, done: true }),
    }
  }
  return { [Symbol.asyncIterator]: open }
}
