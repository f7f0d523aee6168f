/** What can stand first on the command line; anything else there is a prompt. */
export const commandNames = ['prompt', 'models', 'login', 'logout', 'auth', 'doctor'] as const

export type CommandName = (typeof commandNames)[number]

export function isCommandName(word: string | undefined): word is CommandName {
  return (commandNames as readonly (string | undefined)[]).includes(word)
}
