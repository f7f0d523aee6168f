/**
 * What a server is called in words for people: its address without what may be a secret in it, or the program it is
 * started by.
 */
export function nameServer(server: string): string {
  if (isAddress(server)) {
    if (!URL.canParse(server)) return server.slice(0, 60)
    const { origin, pathname } = new URL(server)
    return origin + pathname
  }
  // Settings before it and words after it may be anything.
  const words = server.trim().split(/\s+/)
  const at = words.findIndex((word) => word !== 'env' && !word.includes('='))
  const program = (words[Math.max(at, 0)] ?? '').replaceAll(/^['"]|['"]$/g, '')
  return words.length > at + 1 ? `${program} …` : program
}

/** Whether a server is at an address; else it is a command. */
export function isAddress(server: string): boolean {
  return /^https?:\/\//i.test(server)
}
