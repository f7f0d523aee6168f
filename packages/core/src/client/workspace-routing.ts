import type { AccessToken } from '../credentials/credential.ts'
import { ApiError } from '../errors/api-error.ts'
import { TransportError } from '../errors/transport-error.ts'
import { waitUnlessAborted } from '../foundation/delay.ts'
import {
  isWorkspacePlan,
  parseWorkspaceRoute,
  type WorkspaceRoute,
} from '../protocol/workspace-routing.ts'
import type { Exchange } from '../transport/exchange.ts'
import { isSecureEndpoint } from '../transport/secure-endpoint.ts'

/**
 * Whether to ask where a workspace's requests belong before the first one. `auto` asks when the login
 * names a plan that is not a personal one.
 */
export type WorkspaceRouting = 'auto' | 'always' | 'never'

/** Where to send a request instead, and what to add to it. */
export interface Route {
  readonly url: string
  readonly headers: Record<string, string>
}

/** @param headers those that authorise the request */
export type FindRoute = (
  url: string,
  token: AccessToken,
  headers: Record<string, string>,
  signal: AbortSignal | undefined,
) => Promise<Route | undefined> | undefined

/** How long an answer is taken as true, in milliseconds. */
const routeLifetimeMs = 10 * 60_000

/**
 * Finds a workspace's place for model requests, once per account and some minutes. A workspace whose
 * place cannot be learnt is an error: the default host may be the wrong one for its data.
 *
 * @param exchange without a token of its own
 * @param baseUrl of the ChatGPT backend
 * @throws {@link ApiError} `SERVER_ERROR` when the answer is unusable
 * @throws {@link TransportError} `INSECURE_ENDPOINT` when it names a host that must not get the token
 * @see docs/protocol.md §5
 */
export function createRouteFinder(
  routing: WorkspaceRouting,
  exchange: Exchange,
  baseUrl: string,
  now: () => number = () => performance.now(),
): FindRoute {
  const known = new Map<
    string,
    { readonly route: Promise<WorkspaceRoute | undefined>; readonly until: number }
  >()
  const find = async (
    url: string,
    accountId: string,
    headers: Record<string, string>,
    signal: AbortSignal | undefined,
  ) => {
    let entry = known.get(accountId)
    if (!entry || entry.until < now()) {
      const route = discover(exchange, baseUrl, accountId, headers)
      entry = { route, until: now() + routeLifetimeMs }
      known.set(accountId, entry)
      const forget = () => known.get(accountId)?.route === route && known.delete(accountId)
      // Neither a failure is remembered, nor that a token was refused.
      route.then((found) => found ?? forget(), forget)
    }
    // The others who wait for it still want it when one gives up.
    const route = await waitUnlessAborted(entry.route, signal)
    return route && applyRoute(url, route)
  }
  return (url, { identity: { accountId, planType } }, headers, signal) => {
    if (!accountId || routing === 'never' || !url.endsWith('/responses')) return undefined
    if (routing === 'auto' && !isWorkspacePlan(planType)) return undefined
    return find(url, accountId, headers, signal)
  }
}

const identifying = new Set([
  'authorization',
  'chatgpt-account-id',
  'x-openai-fedramp',
  'x-openai-internal-codex-residency',
])

async function discover(
  exchange: Exchange,
  baseUrl: string,
  accountId: string,
  headers: Record<string, string>,
): Promise<WorkspaceRoute | undefined> {
  const own = Object.entries(headers).filter(([name]) => identifying.has(name))
  const response = await exchange(`${baseUrl}/wham/accounts/check`, {
    method: 'GET',
    headers: { accept: '*/*', ...Object.fromEntries(own) },
    redirect: 'manual',
  })
  const { status } = response
  const text = await response.text()
  // The model request gets the same 401, and there it is recovered from.
  if (status === 401) return undefined
  // A backend that has no such question has one place only.
  if (status === 404) return {}
  const parsed =
    status === 200 ? parseWorkspaceRoute(text, accountId) : { problem: `status ${status}` }
  if ('route' in parsed) return parsed.route
  throw new ApiError(
    'SERVER_ERROR',
    `The place of this workspace could not be learnt (${parsed.problem}).`,
    {
      status,
      hint: 'Try again in a moment; workspaceRouting: "never" uses the default host.',
    },
  )
}

function applyRoute(url: string, { origin, override }: WorkspaceRoute): Route | undefined {
  if (!origin && !override) return undefined
  const headers: Record<string, string> = override
    ? { 'x-openai-account-routing-override': override }
    : {}
  if (!origin) return { url, headers }
  const target = new URL(url)
  const place = new URL(origin)
  if (!isSecureEndpoint(origin) || !isSameHouse(target.hostname, place.hostname)) {
    throw new TransportError(
      'INSECURE_ENDPOINT',
      `The workspace's place, ${place.host}, is no host of this backend.`,
      {
        hint: 'Nothing was sent there. Tell us about it if you trust that host.',
      },
    )
  }
  return { url: `${place.origin}${target.pathname}${target.search}`, headers }
}

/** A token for chatgpt.com may go to us.chatgpt.com, and nowhere else. */
function isSameHouse(configured: string, named: string): boolean {
  return named === configured || named.endsWith(`.${configured}`)
}
