import type { Command } from './command.ts'

/** What can stand first on the command line. Each is loaded when it is asked for. */
const commands = {
  prompt: () => import('./commands/prompt.ts'),
  models: () => import('./commands/models.ts'),
  auth: () => import('./commands/auth.ts'),
} satisfies Record<string, () => Promise<Command>>

export type CommandName = keyof typeof commands

export function isCommandName(word: string | undefined): word is CommandName {
  return word !== undefined && Object.hasOwn(commands, word)
}

export function loadCommand(name: CommandName): Promise<Command> {
  return commands[name]()
}
