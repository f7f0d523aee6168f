/** What a line of a chat asks for. */
export type ChatLine =
  | { readonly type: 'nothing' }
  | { readonly type: 'end' }
  | { readonly type: 'command'; readonly name: string; readonly rest: string }
  | { readonly type: 'message'; readonly text: string }

/** `exit` and `quit` alone end the chat, `!name` is a command; a space before either makes it a message. */
export function parseLine(line: string): ChatLine {
  if (line.trim() === '') return { type: 'nothing' }
  if (/^!?(?:exit|quit)\s*$/.test(line)) return { type: 'end' }
  const [, name, rest = ''] = /^!([a-z]+)(?:\s+([^]*?))?\s*$/.exec(line) ?? []
  return name === undefined ? { type: 'message', text: line } : { type: 'command', name, rest }
}
