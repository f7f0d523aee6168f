const readableHeaders = new Set([
  'accept',
  'cf-ray',
  'content-encoding',
  'content-length',
  'content-type',
  'date',
  'openai-model',
  'originator',
  'retry-after',
  'server',
  'user-agent',
  'version',
  'x-request-id',
])

/** Headers fit for a log: an allow-list; every other value becomes `[redacted]`. */
export function redactHeaders(
  headers: Iterable<readonly [string, string]>,
): Record<string, string> {
  const result: Record<string, string> = {}
  for (const [name, value] of headers) {
    const lowerCaseName = name.toLowerCase()
    result[lowerCaseName] = readableHeaders.has(lowerCaseName) ? value : '[redacted]'
  }
  return result
}

/** A URL fit for a log or an error: without user name, password, query values and fragment. */
export function redactUrl(url: string): string {
  const parsed = URL.parse(url)
  if (!parsed) return '[invalid URL]'
  const names = [...new Set(parsed.searchParams.keys())]
  const query = names.length > 0 ? `?${names.map((name) => `${name}=…`).join('&')}` : ''
  return `${parsed.protocol}//${parsed.host}${parsed.pathname}${query}`
}
