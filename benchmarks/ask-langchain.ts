/** How the benchmarks ask a chat model of LangChain, whoever made it. */
import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import { question, request, type Subject } from './subjects/subject.ts'

export function askChatModel(model: BaseChatModel): Subject['ask'] {
  const messages = [
    { role: 'system', content: request.instructions },
    { role: 'user', content: question },
  ]
  return async (onFirst) => {
    let chunks = 0
    for await (const _ of await model.stream(messages)) if (chunks++ === 0) onFirst?.()
    return chunks
  }
}
