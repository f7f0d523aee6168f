import type { Command } from './command.ts'
import type { CommandName } from './command-names.ts'

/** Each command is loaded when it is asked for. */
const loaders: Readonly<Record<CommandName, () => Promise<Command>>> = {
  prompt: () => import('./commands/prompt.ts'),
  chat: () => import('./commands/chat.ts'),
  models: () => import('./commands/models.ts'),
  aliases: () => import('./commands/aliases.ts'),
  templates: () => import('./commands/templates.ts'),
  fragments: () => import('./commands/fragments.ts'),
  schemas: () => import('./commands/schemas.ts'),
  tools: () => import('./commands/tools.ts'),
  logs: () => import('./commands/logs.ts'),
  image: () => import('./commands/image.ts'),
  usage: () => import('./commands/usage.ts'),
  login: () => import('./commands/login.ts'),
  logout: () => import('./commands/logout.ts'),
  auth: () => import('./commands/auth.ts'),
  doctor: () => import('./commands/doctor.ts'),
  simulate: () => import('./commands/simulate.ts'),
  completion: () => import('./commands/completion.ts'),
}

export function loadCommand(name: CommandName): Promise<Command> {
  return loaders[name]()
}
