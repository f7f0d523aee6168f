/**
 * A program of someone else, as far as its types go: it is compiled against what the package ships, by every supported
 * TypeScript, and never run.
 */
import {
  codex,
  createCodex,
  VERSION,
  type CodexImageModelOptions,
  type CodexLanguageModelOptions,
  type CodexModelId,
  type CodexProvider,
  type CodexProviderSettings,
} from '@via-codex/ai-sdk'
import type { EmbeddingModelV4, ImageModelV4, LanguageModelV4, ProviderV4 } from '@ai-sdk/provider'
import {
  createProviderRegistry,
  generateImage,
  generateText,
  isStepCount,
  Output,
  streamText,
  tool,
  ToolLoopAgent,
} from 'ai'
import { z } from 'zod'

const settings = {
  codexHome: '/srv/codex',
  headers: { 'x-mine': 'yes' },
  defaultOptions: { reasoningEffort: 'low', textVerbosity: undefined },
} satisfies CodexProviderSettings

const own: CodexProvider = createCodex(settings)
export const provider: ProviderV4 = own
export const model: LanguageModelV4 = own('gpt-5.5')
export const image: ImageModelV4 = own.image('gpt-5.5')
export const none: () => EmbeddingModelV4 = () => own.embeddingModel('some-model')
export const ids: CodexModelId[] = ['gpt-5.5', 'some-model-of-tomorrow']
export const version: string = VERSION

// @ts-expect-error the backend stores nothing
export const stored = { store: true } satisfies CodexLanguageModelOptions
// @ts-expect-error a setting that there is not
export const wrong = { apiKey: 'sk-fake' } satisfies CodexProviderSettings

export async function main(): Promise<unknown> {
  const { text } = await generateText({
    model: codex('gpt-5.5'),
    prompt: 'Hello',
    tools: {
      web: codex.tools.webSearch({ externalWebAccess: true }),
      weather: tool({
        inputSchema: z.object({ city: z.string() }),
        execute: ({ city }) => city,
      }),
    },
    stopWhen: isStepCount(3),
    output: Output.object({ schema: z.object({ degrees: z.number() }) }),
    providerOptions: {
      codex: {
        reasoningEffort: 'xhigh',
        serviceTier: 'priority',
      } satisfies CodexLanguageModelOptions,
    },
  })
  const { textStream } = streamText({ model: codex.responses('gpt-6-sol'), prompt: text })
  for await (const delta of textStream) delta.toUpperCase()
  const registry = createProviderRegistry({ codex })
  await new ToolLoopAgent({ model: registry.languageModel('codex:gpt-5.5') }).generate({
    prompt: text,
  })
  return generateImage({
    model: codex.image('gpt-5.5'),
    prompt: 'A pelican',
    providerOptions: { codex: { quality: 'low' } satisfies CodexImageModelOptions },
  })
}
