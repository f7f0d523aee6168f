/** Long names that people know from `llm`, and what they are called here. */
export const spellings: ReadonlyMap<string, string> = new Map([
  ['attachment-type', 'at'],
  ['system-fragment', 'sf'],
  ['extract-last', 'xl'],
  ['conversation', 'cid'],
  ['tools-debug', 'td'],
  ['tools-approve', 'ta'],
  ['chain-limit', 'cl'],
])

/** The same command line in our names. A value never begins with a dash of its own, so that none is meant by this. */
export function respell(args: readonly string[]): string[] {
  const end = args.indexOf('--')
  return args.map((arg, at) => {
    const [, name = '', rest = ''] = /^--([a-z-]+)(=[^]*)?$/.exec(arg) ?? []
    const ours = end === -1 || at < end ? spellings.get(name) : undefined
    return ours === undefined ? arg : `--${ours}${rest}`
  })
}
