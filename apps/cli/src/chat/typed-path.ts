import { homedir } from 'node:os'

/** A path as a person types or drops it into a line, where no shell takes off quotes, backslashes and `~`. */
export function typedPath(typed: string): string {
  const text = typed.trim()
  const [, quote, inner] = /^(['"])([^]*)\1$/.exec(text) ?? []
  if (quote !== undefined) return inner ?? ''
  const path = process.platform === 'win32' ? text : text.replaceAll(/\\(.)/g, '$1')
  return /^~(?=[/\\]|$)/.test(path) ? homedir() + path.slice(1) : path
}
