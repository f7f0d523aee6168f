import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import type { IssuedLogin, JsonObject, Simulator } from '../../src/index.ts'

/** The smallest request the strict backend accepts, with members replaced. */
export function codexBody(more: JsonObject = {}): JsonObject {
  return {
    model: 'gpt-5.5',
    stream: true,
    store: false,
    instructions: 'Be short.',
    input: [user('Hello')],
    ...more,
  }
}

export function user(text: string): JsonObject {
  return { type: 'message', role: 'user', content: [{ type: 'input_text', text }] }
}

/** The headers a login sends. */
export function loginHeaders(login: IssuedLogin): Record<string, string> {
  return {
    authorization: `Bearer ${login.accessToken}`,
    'chatgpt-account-id': login.accountId,
    'content-type': 'application/json',
  }
}

export interface Post {
  login?: IssuedLogin
  headers?: Record<string, string>
  body?: JsonObject | string | Buffer
  signal?: AbortSignal
}

/** POSTs to the Codex path as a fresh login, unless one is given. */
export function postResponses(simulator: Simulator, post: Post = {}): Promise<Response> {
  const login = post.login ?? simulator.authority.issue()
  const body = post.body ?? codexBody()
  return fetch(`${simulator.endpoints.chatgpt}/codex/responses`, {
    method: 'POST',
    redirect: 'manual',
    headers: { ...loginHeaders(login), ...post.headers },
    body:
      typeof body === 'string'
        ? body
        : Buffer.isBuffer(body)
          ? Uint8Array.from(body)
          : JSON.stringify(body),
    ...(post.signal ? { signal: post.signal } : {}),
  })
}

/** Sends a refresh as Codex does. */
export function postRefresh(
  simulator: Simulator,
  refreshToken: string,
  more: JsonObject = {},
): Promise<Response> {
  return fetch(`${simulator.endpoints.auth}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_id: 'app_EMoamEEZ73f0CkXaXp7hrann',
      grant_type: 'refresh_token',
      refresh_reason: 'proactive_expiry',
      refresh_token: refreshToken,
      ...more,
    }),
  })
}

/** The JSON events of an event stream, read by the rules of the format. */
export function readEvents(text: string): JsonObject[] {
  return text
    .replace(/^\uFEFF/u, '')
    .split(/\r\n\r\n|\n\n|\r\r/u)
    .map((block) =>
      block
        .split(/\r\n|\n|\r/u)
        .filter((line) => line.startsWith('data:'))
        .map((line) => line.slice(5).replace(/^ /u, ''))
        .join('\n'),
    )
    .filter((data) => data !== '' && data !== '[DONE]')
    .flatMap((data) => {
      try {
        return [JSON.parse(data) as JsonObject]
      } catch {
        return []
      }
    })
}

/** The events of one answer. */
export async function eventsOf(response: Response): Promise<JsonObject[]> {
  return readEvents(await response.text())
}

/** All text deltas joined. */
export function textOf(events: readonly JsonObject[]): string {
  return events
    .filter(({ type }) => type === 'response.output_text.delta')
    .map(({ delta }) => String(delta))
    .join('')
}

/** POSTs with node:http, so that each chunk off the socket can be seen. */
export async function rawPost(
  simulator: Simulator,
  login: IssuedLogin,
  body: JsonObject = codexBody(),
): Promise<{ response: IncomingMessage; chunks: Buffer[]; error: unknown }> {
  const request = httpRequest(`${simulator.endpoints.chatgpt}/codex/responses`, {
    method: 'POST',
    headers: loginHeaders(login),
  })
  request.end(JSON.stringify(body))
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  const chunks: Buffer[] = []
  response.on('data', (chunk: Buffer) => chunks.push(chunk))
  // A reset may reach the request as well as the response.
  request.on('error', () => undefined)
  try {
    await once(response, 'end')
    return { response, chunks, error: undefined }
  } catch (error) {
    return { response, chunks, error }
  }
}
