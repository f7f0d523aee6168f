/** What can stand first on the command line, each with a line on it; anything else there is a prompt. */
export const commandWords = {
  prompt: 'ask a model; the word itself may be left out',
  chat: 'talk with a model, answer by answer',
  models: 'list the models of your plan',
  aliases: 'short names for models',
  templates: 'prompts kept to be used again',
  fragments: 'texts to put before prompts',
  schemas: 'schemas of answers',
  tools: 'what the model can call',
  logs: 'show what was asked and answered, and search it',
  image: 'draw a picture, or change one',
  usage: 'show how full the windows of your plan are',
  login: 'sign in with ChatGPT, or keep a key',
  logout: 'end the login and delete it',
  auth: 'show the login in use, its path, its token; renew it',
  doctor: 'walk the whole path and say where it stops',
  simulate: 'run a stand-in for the other side, for programs of your own',
  completion: 'print what teaches your shell these words',
} as const

export type CommandName = keyof typeof commandWords

export const commandNames = Object.keys(commandWords) as readonly CommandName[]

export function isCommandName(word: string | undefined): word is CommandName {
  return word !== undefined && Object.hasOwn(commandWords, word)
}
