const longest = 64

/**
 * Names that the backend takes, for names that may hold anything: its letters are kept, others become `_`, and what
 * is then there twice is numbered.
 *
 * @param taken names that are used already
 * @returns one for each, in their order
 */
export function toToolNames(names: readonly string[], taken: Iterable<string> = []): string[] {
  const used = new Set(taken)
  return names.map((given) => {
    const name = given.replaceAll(/[^A-Za-z0-9_-]/g, '_') || 'tool'
    let free = name.slice(0, longest)
    for (let count = 2; used.has(free); count++) {
      const ending = `_${count}`
      free = name.slice(0, longest - ending.length) + ending
    }
    used.add(free)
    return free
  })
}
