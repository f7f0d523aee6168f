import type { ChatSession } from './chat-session.ts'
import { UsageError } from '../command-error.ts'
import { typedPath } from './typed-path.ts'

/** A command within a chat. */
export interface ChatCommand {
  /** What follows it. */
  readonly takes?: string
  readonly words: string
  /** Does it. What it gives is sent as a message. @throws UsageError @throws CommandError */
  run(rest: string, session: ChatSession): Promise<string | void>
}

/** What can be done in a chat beside talking. */
export const chatCommands: Readonly<Record<string, ChatCommand>> = {
  multi: {
    takes: '[mark]',
    words: 'write a message of many lines, until !end [mark]',
    run: async (rest, { input, context }) => {
      const { readBlock } = await import('./read-block.ts')
      return readBlock(rest, input, context)
    },
  },
  edit: {
    takes: '[text]',
    words: 'write it in VISUAL or EDITOR',
    run: async (rest, { context }) => {
      const { editText } = await import('./edit-text.ts')
      return editText(rest, context)
    },
  },
  fragment: {
    takes: '<name>…',
    words: 'put texts before the next message: files, https addresses, fragments of the log',
    async run(rest, session) {
      const { loadFragment } = await import('../fragments/load-fragment.ts')
      const names = needed('fragment', rest).split(/\s+/).map(typedPath)
      for (const name of names) {
        session.fragments.push(await loadFragment(name, session.context))
      }
      session.context.talk.say(`Goes with the next message: ${names.join(', ')}.`)
    },
  },
  attach: {
    takes: '<file>',
    words: 'send an image, a PDF or a text with the next message: a path or an https address',
    async run(rest, session) {
      const { loadAttachments } = await import('../attachments/load-attachments.ts')
      const source = typedPath(needed('attach', rest))
      session.attachments.push(...(await loadAttachments([{ source }], session.context)))
      session.context.talk.say(`Goes with the next message: ${source}.`)
    },
  },
  model: {
    takes: '[id]',
    words: 'say which model is asked, or ask another one from here on',
    async run(rest, session) {
      const { changeModel } = await import('./change-model.ts')
      return changeModel(rest, session)
    },
  },
  effort: {
    takes: '[level]',
    words: 'say or set how long it thinks',
    async run(rest, session) {
      const { changeEffort } = await import('./change-model.ts')
      return changeEffort(rest, session)
    },
  },
  tools: {
    words: 'list the tools it can call',
    async run(_rest, { tools, context }) {
      context.talk.say(tools.map(({ name }) => name).join(', ') || 'It has no tools.')
    },
  },
  usage: {
    words: 'show how full the windows of your plan are',
    async run(_rest, { client, context: { talk, signal, screen } }) {
      const { formatUsage } = await import('../usage/format-usage.ts')
      talk.say(formatUsage(await client.usage({ signal }), new Date(), screen.columns ?? 80))
    },
  },
  save: {
    takes: '<file>',
    words: 'save the chat as Markdown, or under .svg, .png, … the picture of the last answer',
    async run(rest, session) {
      const { saveChat } = await import('./save-chat.ts')
      return saveChat(typedPath(needed('save', rest)), session)
    },
  },
  help: {
    words: 'show this',
    async run(_rest, { context }) {
      context.talk.say(commandHelp())
    },
  },
}

/** @throws UsageError */
function needed(name: string, rest: string): string {
  if (rest !== '') return rest
  const { takes = '' } = chatCommands[name] ?? {}
  throw new UsageError(`!${name} needs ${takes}.`, `Write it like !${name} ${takes}.`)
}

/** What `!help` says. */
export function commandHelp(): string {
  const rows = Object.entries(chatCommands).map(
    ([name, { takes, words }]) => [takes ? `!${name} ${takes}` : `!${name}`, words] as const,
  )
  const all = [
    ...rows,
    ['exit, quit, Ctrl-D', 'end the chat'],
    ['Ctrl-C', 'stop an answer'],
  ] as const
  const width = Math.max(...all.map(([label]) => label.length)) + 2
  return all.map(([label, words]) => label.padEnd(width) + words).join('\n')
}
