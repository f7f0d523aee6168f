import { generateText, streamText } from 'ai'
import { backends } from '../../../../tools/backends.ts'

export type Mode = 'generate' | 'stream'
export const modes: readonly Mode[] = ['generate', 'stream']

/** Every backend, asked in every mode. */
export const ways = backends.flatMap((backend) => modes.map((mode) => [backend, mode] as const))

type Settings = Omit<Parameters<typeof generateText>[0], 'output'>

/** The same question, answered whole or streamed; what goes wrong is thrown either way. */
export async function ask(mode: Mode, settings: Settings) {
  if (mode === 'generate') return generateText(settings as Parameters<typeof generateText>[0])
  let failure: { error: unknown } | undefined
  const result = streamText({
    ...(settings as Parameters<typeof streamText>[0]),
    onError: ({ error }) => {
      failure ??= { error }
    },
  })
  await result.consumeStream()
  if (failure) throw failure.error
  return {
    text: await result.text,
    content: await result.content,
    files: await result.files,
    finishReason: await result.finishReason,
    providerMetadata: await result.providerMetadata,
    reasoning: await result.reasoning,
    reasoningText: await result.reasoningText,
    response: await result.response,
    responseMessages: await result.responseMessages,
    sources: await result.sources,
    steps: await result.steps,
    toolCalls: await result.toolCalls,
    toolResults: await result.toolResults,
    usage: await result.usage,
    warnings: await result.warnings,
  }
}
