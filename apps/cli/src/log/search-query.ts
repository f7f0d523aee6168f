/**
 * A search as a person types it, in the words of FTS5: all words must be there; what stands in quotes, in this
 * order; `word*` is a beginning. Everything else of FTS5's language is taken as text.
 *
 * @see https://www.sqlite.org/fts5.html#full_text_query_syntax
 */
export function toSearchQuery(typed: string): string {
  const terms = typed.match(/"[^"]*"\*?|[^\s"]+/g) ?? []
  const query = terms
    .map((term) => {
      const isPrefix = term.endsWith('*')
      const text = term.replace(/\*$/, '').replaceAll('"', '')
      return text === '' ? '' : `"${text}"${isPrefix ? '*' : ''}`
    })
    .filter((term) => term !== '')
    .join(' ')
  // An empty phrase finds nothing.
  return query || '""'
}
