import { randomUUID } from 'node:crypto'
import type { ReadStream } from 'node:tty'
import type { ApproveToolCall, CodexClient, Tool } from '@via-codex/core'
import { openPipedInput } from '../chat/piped-input.ts'
import { TypedInput } from '../chat/typed-input.ts'
import { assertChatSettings, chatOptions } from '../chat/chat-options.ts'
import type { ChatInput } from '../chat/chat-input.ts'
import type { ChatSession } from '../chat/chat-session.ts'
import { UsageError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { continueConversation } from '../log/continue-conversation.ts'
import { formatManual } from '../manual/format-manual.ts'
import type { Manual } from '../manual/manual.ts'
import { withClient } from '../open-client.ts'
import { chooseModel } from '../prompt/choose-model.ts'
import { parsePercent } from '../prompt/parse-percent.ts'
import { parsePromptArguments, type PromptArguments } from '../prompt/parse-prompt-arguments.ts'
import { loadExtras } from '../prompt/prepare-prompt.ts'
import { templateOf } from '../prompt/template-of.ts'
import { withTools } from '../prompt/with-tools.ts'
import type { Template } from '../templates/template.ts'

export const manual: Manual = {
  usage: ["chat [options] ['first message']"],
  about: `Talks with a model, answer by answer. Arrow keys edit the line and bring earlier ones back; what is pasted stays one message. Lines that begin with ! are commands: !multi, !edit, !fragment, !attach, !model, !effort, !tools, !usage, !save, !help. Ctrl-C stops an answer, not the chat; Ctrl-D, exit or quit end it.

Options are those of a prompt. Fragments and attachments go with the first message, a template makes something of each. The chat is in the log, so that -c takes it up again. Piped in, each line is a message.`,
  options: chatOptions,
  examples: [
    'via-codex chat',
    "via-codex chat -m gpt-5.5 -s 'You are a naturalist.'",
    'via-codex chat -c',
    'via-codex chat --functions weather.ts --ta',
    "printf 'Name a heron.\\nAnd a stork.\\n' | via-codex chat",
  ],
}

export async function run(args: readonly string[], context: Context): Promise<void> {
  const parsed = parsePromptArguments(args)
  const { settings } = parsed
  if (settings.help) return context.output.print(formatManual(manual))
  assertChatSettings(settings)
  parsePercent(settings['stop-at'])
  if (parsed.takesStdin) {
    throw new UsageError('Stdin is where a chat comes from.', 'Name a file in place of "-".')
  }
  const template = await templateOf(parsed, context)
  const input = openInput(context)
  try {
    // A chat asks at its own prompt.
    const choice = { ...settings, ta: settings.ta && !input.isTyped }
    await withTools(choice, template, context, (tools, approve) =>
      withClient(settings, context, (client) =>
        chat(client, { parsed, template, input, tools, approve }, context),
      ),
    )
  } finally {
    input.close()
  }
}

interface Setup {
  readonly parsed: PromptArguments
  readonly template: Template
  readonly input: ChatInput
  readonly tools: readonly Tool[]
  readonly approve: ApproveToolCall | undefined
}

async function chat(client: CodexClient, setup: Setup, context: Context): Promise<void> {
  const { parsed, template, input, tools } = setup
  const { settings, words } = parsed
  const { talk, status, env } = context
  const history = continueConversation(settings, env)
  const choice = { ...settings, others: [template.model, history?.model] }
  const model = await chooseModel(choice, client, context)
  const { Conversation } = await import('@via-codex/core')
  const saved = history?.saved ?? { version: 1, id: randomUUID(), items: [] }
  const approve =
    settings.ta && input.isTyped
      ? (await import('../tools/approve-calls.ts')).approveBy((text) => input.ask(text), status)
      : setup.approve
  const session: ChatSession = {
    ...setup,
    ...(await loadExtras(parsed, template, context)),
    client,
    context,
    conversation: Conversation.fromJSON(client, saved),
    tools,
    approve,
    model,
    earlierSystem: history?.system,
    effort: undefined,
    lastResponse: undefined,
  }
  status.stop()
  if (input.isTyped) {
    const turns = saved.items.filter(({ item }) => 'role' in item && item.role === 'user').length
    const before = history ? `, going on after ${turns} ${turns === 1 ? 'turn' : 'turns'}` : ''
    talk.say(`Chatting with ${model}${before}. !help lists commands, Ctrl-D ends it.`)
  }
  const { runChat } = await import('../chat/run-chat.ts')
  await runChat(session, words.join(' '))
}

function openInput(context: Context): ChatInput {
  const { keyboard, stdin, screen, env } = context
  if (keyboard && screen.isTTY && env['TERM'] !== 'dumb' && 'setRawMode' in keyboard) {
    return new TypedInput(keyboard as ReadStream, context)
  }
  const source = keyboard ?? stdin
  if (source) return openPipedInput(source, source === keyboard, context)
  throw new UsageError('There is nobody to chat with.', 'Run it at a terminal, or pipe lines in.')
}
