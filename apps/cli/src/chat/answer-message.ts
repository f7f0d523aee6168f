import type { Conversation, InputItem } from '@via-codex/core'
import { drawnImages } from '../answer/drawn-images.ts'
import { showPictures } from '../answer/show-pictures.ts'
import { describeError } from '../describe-error.ts'
import { answerTurn } from '../prompt/answer-turn.ts'
import { buildRequest } from '../prompt/build-request.ts'
import { parsePercent } from '../prompt/parse-percent.ts'
import { tellUsage } from '../prompt/tell-usage.ts'
import { chainLimitReached } from '../prompt/tool-options.ts'
import { defaultOptions } from '../settings/model-settings.ts'
import { prepareMessage, type ChatSession } from './chat-session.ts'

/**
 * Sends a message and writes the answer. Ctrl-C stops the answer, not the chat; what had come of it stays in the
 * conversation. A failure is told, and the chat goes on.
 *
 * @throws what went wrong, when nobody is there to try otherwise
 */
export async function answerMessage(session: ChatSession, text: string): Promise<void> {
  const { input, context } = session
  const { talk, status, output, signal } = context
  const stop = new AbortController()
  const stopped = new Error('The answer was stopped.')
  using _ = input.watch(() => stop.abort(stopped))
  try {
    await converse(session, text, AbortSignal.any([signal, stop.signal]))
  } catch (error) {
    status.stop()
    await output.finish()
    signal.throwIfAborted()
    if (stop.signal.aborted) return talk.sayQuietly('Stopped.')
    if (!input.isTyped) throw error
    const { message, hint, isExpected } = describeError(error, new Date())
    if (!isExpected) throw error
    talk.fail(message, hint)
  }
}

async function converse(session: ChatSession, text: string, signal: AbortSignal): Promise<void> {
  const { client, conversation, context, parsed, model, tools, approve } = session
  const { settings } = parsed
  const { talk, output, env } = context
  const limit = parsePercent(settings['stop-at'])
  if (limit !== undefined) {
    const { assertBelow } = await import('../usage/assert-below.ts')
    await assertBelow(limit, client, { signal })
  }
  const prompt = prepareMessage(session, text)
  const request = await buildRequest(model, prompt, defaultOptions(model, env))
  const count = conversation.items.length
  const unfinished = { text: '' }
  try {
    const { response, isRefusal, isCut, warnings } = await answerTurn(
      {
        client,
        conversation,
        conversationId: conversation.id,
        prompt,
        request,
        settings,
        mode: 'stream',
        tools,
        approve,
        signal,
        unfinished,
      },
      context,
    )
    session.lastResponse = response
    await output.flush()
    for (const { reason } of warnings) talk.warn(reason)
    if (settings.usage) tellUsage(response, talk)
    if (response.incomplete_details?.reason) {
      talk.warn(`The answer stops early: ${response.incomplete_details.reason}.`)
    }
    if (isRefusal) talk.warn('The model refused.')
    if (output.isTerminal && !settings.raw)
      await showPictures(response, { output, talk, env, signal })
    if (drawnImages(response).length > 0) talk.say('To save the picture: !save FILE.png')
    if (isCut) throw chainLimitReached(settings.cl)
  } catch (error) {
    keepBroken(conversation, request.input, count, unfinished.text)
    throw error
  } finally {
    // Asked or not, they were for this message, unless nothing of it has come.
    if (conversation.items.length > count) {
      session.fragments = []
      session.attachments = []
    }
  }
}

/** Keeps what had come of an answer that broke off, as the log does: the next message may be about it. */
function keepBroken(
  conversation: Conversation,
  asked: readonly InputItem[],
  count: number,
  text: string,
): void {
  if (text === '') return
  if (conversation.items.length === count) conversation.add(...asked)
  conversation.add({
    type: 'message',
    role: 'assistant',
    content: [{ type: 'output_text', text }],
  })
}
