/** The answering half: a route handler. In Next.js this file is app/api/chat/route.ts, as it stands. */
import { codex } from '@via-codex/ai-sdk'
import {
  convertToModelMessages,
  createUIMessageStreamResponse,
  streamText,
  toUIMessageStream,
  type UIMessage,
} from 'ai'

export async function POST(request: Request): Promise<Response> {
  const { messages } = (await request.json()) as { messages: UIMessage[] }
  const { stream } = streamText({
    model: codex('gpt-5.5'),
    messages: await convertToModelMessages(messages),
    providerOptions: { codex: { reasoningEffort: 'low' } },
    abortSignal: request.signal,
  })
  return createUIMessageStreamResponse({
    // The person at the page is the one whose login it is: tell what is wrong. Elsewhere, keep it to yourself.
    stream: toUIMessageStream({ stream, onError: (error) => (error as Error).message }),
  })
}
