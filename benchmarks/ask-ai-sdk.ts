/** Asking a model of the AI SDK, whoever made it. */
import { streamText, type LanguageModel } from 'ai'
import { question, request, type Subject } from './subjects/subject.ts'

type Model = Exclude<LanguageModel, string>

/** What `@ai-sdk/openai` must be told; others pass over it. */
const providerOptions = { openai: { store: false } }

/** The model alone: `doStream`. */
export function askModel(model: Extract<Model, { specificationVersion: 'v4' }>): Subject['ask'] {
  return async (onFirst) => {
    const { stream } = await model.doStream({
      prompt: [
        { role: 'system', content: request.instructions },
        { role: 'user', content: [{ type: 'text', text: question }] },
      ],
      providerOptions,
    })
    let parts = 0
    // Its `stream-start` is made before any event of the answer is read.
    for await (const { type } of stream) if (type !== 'stream-start' && parts++ === 0) onFirst?.()
    return parts
  }
}

/** As programs ask: `streamText`. */
export function askStreamText(model: Model): Subject['ask'] {
  return async (onFirst) => {
    const system = request.instructions
    const { fullStream } = streamText({ model, system, prompt: question, providerOptions })
    let parts = 0
    for await (const part of fullStream) {
      if (part.type === 'error') throw part.error
      // These are made before any event of the answer is read.
      if (part.type === 'start' || part.type === 'start-step') continue
      if (parts++ === 0) onFirst?.()
    }
    return parts
  }
}
