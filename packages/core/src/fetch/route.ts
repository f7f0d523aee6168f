/** What a request to an OpenAI-shaped server asks for. */
export type Route =
  | { readonly to: 'responses' }
  | { readonly to: 'models'; readonly id?: string }
  | { readonly to: 'images'; readonly operation: 'generations' | 'edits' }
  | { readonly to: 'nothing'; readonly hint: string }

const offered =
  'There are POST /responses, GET /models, POST /images/generations and POST /images/edits.'

/**
 * Reads what is asked for from the end of the path: the host and the base before it are any.
 *
 * @param url absolute, or a path
 */
export function routeOf(method: string, url: string): Route {
  const { pathname } = new URL(url, 'https://codex.invalid')
  const path = pathname.replace(/\/+$/, '')
  const isPost = method.toUpperCase() === 'POST'
  if (isPost && path.endsWith('/responses')) return { to: 'responses' }
  const image = /\/images\/(generations|edits)$/.exec(path)
  if (isPost && image) return { to: 'images', operation: image[1] as 'generations' | 'edits' }
  const model = /\/models(?:\/([^/]+))?$/.exec(path)
  if (method.toUpperCase() === 'GET' && model) {
    return { to: 'models', ...(model[1] !== undefined && { id: decode(model[1]) }) }
  }
  return { to: 'nothing', hint: `${reasonFor(path)}${offered}` }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

function reasonFor(path: string): string {
  if (path.endsWith('/chat/completions') || path.endsWith('/completions')) {
    return 'Chat Completions are translated by the gateway, not here: ask /responses. '
  }
  if (/\/(?:responses|conversations)(?:\/|$)/.test(path))
    return 'Nothing is stored on the other side. '
  return ''
}
