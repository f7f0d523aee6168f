import { describeError } from '../describe-error.ts'
import { answerMessage } from './answer-message.ts'
import { chatCommands } from './chat-commands.ts'
import type { ChatSession } from './chat-session.ts'
import { parseLine } from './parse-line.ts'
import { UsageError } from '../command-error.ts'

const prompt = '> '

/**
 * Talks until the person ends it.
 *
 * @param first the first message, if it stands on the command line
 */
export async function runChat(session: ChatSession, first: string): Promise<void> {
  if (first !== '') await answerMessage(session, first)
  for (;;) {
    const heard = await session.input.read(prompt)
    if (heard.type === 'end') return
    if (heard.type === 'cancel') {
      session.context.talk.say('Ctrl-D or exit ends the chat.')
      continue
    }
    const line = parseLine(heard.text)
    if (line.type === 'end') return
    if (line.type === 'message') await answerMessage(session, line.text)
    if (line.type === 'command') {
      const text = await runCommandLine(line.name, line.rest, session)
      if (text?.trim()) await answerMessage(session, text)
    }
  }
}

/** @returns a message that the command has made */
async function runCommandLine(
  name: string,
  rest: string,
  session: ChatSession,
): Promise<string | void> {
  const { input, context } = session
  try {
    const command = Object.hasOwn(chatCommands, name) ? chatCommands[name] : undefined
    if (!command) {
      throw new UsageError(
        `There is no !${name}.`,
        'See !help. A message that begins so goes after a space.',
      )
    }
    return await command.run(rest, session)
  } catch (error) {
    context.signal.throwIfAborted()
    if (!input.isTyped) throw error
    const { message, hint, isExpected } = describeError(error, new Date())
    if (!isExpected) throw error
    context.talk.fail(message, hint)
  }
}
