import type { BaseLanguageModelInput } from '@langchain/core/language_models/base'
import type { AIMessage, AIMessageChunk } from '@langchain/core/messages'
import type { Runnable } from '@langchain/core/runnables'
import { concat } from '@langchain/core/utils/stream'
import { expect } from 'vitest'
import { backends } from '../../../../tools/backends.ts'
import type { ChatCodexCallOptions } from '../../src/fields.ts'

export type Mode = 'invoke' | 'stream'
export const modes: readonly Mode[] = ['invoke', 'stream']

/** Every backend, asked in every mode. */
export const ways = backends.flatMap((backend) => modes.map((mode) => [backend, mode] as const))

/** The same question, answered whole or streamed. */
export async function ask(
  mode: Mode,
  model: Runnable<BaseLanguageModelInput, AIMessageChunk, ChatCodexCallOptions>,
  input: BaseLanguageModelInput,
  options: ChatCodexCallOptions = {},
): Promise<AIMessage> {
  if (mode === 'invoke') return model.invoke(input, options)
  let whole: AIMessageChunk | undefined
  for await (const chunk of await model.stream(input, options)) {
    whole = whole ? concat(whole, chunk) : chunk
  }
  return whole ?? expect.fail('Nothing came.')
}

/** What a question is to fail with. */
export async function failure<T = Error & Record<string, unknown>>(
  asked: Promise<unknown>,
): Promise<T> {
  return asked.then(
    () => expect.fail('It should have failed.'),
    (error: unknown) => error as T,
  )
}
