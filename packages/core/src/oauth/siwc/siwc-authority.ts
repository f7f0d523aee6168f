import type { JSONWebKeySet } from 'jose'
import { RefreshError } from '../../errors/refresh-error.ts'
import { isJsonObject, parseJson } from '../../protocol/json.ts'
import { parseSiwcDiscovery, type SiwcEndpoints } from '../../protocol/siwc.ts'
import type { Exchange } from '../../transport/exchange.ts'

/** What is asked of an authority before and after it gives tokens. */
export interface SiwcAuthority {
  readonly exchange: Exchange
  /** @throws {@link RefreshError} `REFRESH_UNAVAILABLE` when it does not say, or names places that are not its own */
  endpoints(): Promise<SiwcEndpoints>
  /** @param options.isFresh ask anew: a token names a key that is not known */
  keys(options?: { isFresh: boolean }): Promise<JSONWebKeySet>
}

/** How long an answer is taken as true, in milliseconds. A failure is not kept. */
const lifetimeMs = 60 * 60_000

/**
 * @param exchange without a token of its own
 * @param issuer without a final slash
 * @see docs/protocol.md §13.1
 */
export function createSiwcAuthority(
  exchange: Exchange,
  issuer: string,
  now: () => number = () => performance.now(),
): SiwcAuthority {
  const endpoints = remember(() => discover(exchange, issuer), now)
  const keys = remember(async () => fetchKeys(exchange, (await endpoints()).jwks), now)
  return { exchange, endpoints: () => endpoints(), keys: (options) => keys(options?.isFresh) }
}

/** Asks once, for whoever wants to know meanwhile and for a while after. */
function remember<T>(ask: () => Promise<T>, now: () => number) {
  let known: { readonly answer: Promise<T>; readonly until: number } | undefined
  return (isFresh = false): Promise<T> => {
    if (known && !isFresh && now() < known.until) return known.answer
    const asked = { answer: ask(), until: now() + lifetimeMs }
    known = asked
    asked.answer.catch(() => {
      if (known === asked) known = undefined
    })
    return asked.answer
  }
}

async function discover(exchange: Exchange, issuer: string): Promise<SiwcEndpoints> {
  const text = await get(exchange, `${issuer}/.well-known/openid-configuration`)
  const endpoints = parseSiwcDiscovery(text)
  if (!endpoints) throw unusable('describes itself in a way that cannot be read')
  const { origin } = new URL(issuer)
  const { issuer: named, ...places } = endpoints
  const isOwn = (place: string) => URL.parse(place)?.origin === origin
  // Else whoever can forge this one answer could have the tokens sent anywhere.
  if (named !== issuer || !Object.values(places).every(isOwn)) {
    throw unusable('names an issuer or places that are not its own')
  }
  return endpoints
}

async function fetchKeys(exchange: Exchange, url: string): Promise<JSONWebKeySet> {
  const keys = parseJson(await get(exchange, url))
  if (isJsonObject(keys) && Array.isArray(keys['keys'])) return keys as unknown as JSONWebKeySet
  throw unavailable('The authority answered with something that is no list of keys.', 200)
}

async function get(exchange: Exchange, url: string): Promise<string> {
  const response = await exchange(url, {
    method: 'GET',
    headers: { accept: 'application/json' },
    redirect: 'manual',
  })
  const text = await response.text()
  if (response.status === 200) return text
  throw unavailable(`The authority answered ${response.status}.`, response.status)
}

function unavailable(message: string, status: number): RefreshError {
  return new RefreshError('REFRESH_UNAVAILABLE', message, {
    status,
    hint: 'Try again in a moment; nothing of the login is lost.',
  })
}

function unusable(what: string): RefreshError {
  return new RefreshError('REFRESH_UNAVAILABLE', `The authority ${what}.`, {
    isRetryable: false,
    hint: 'Check the address of the authority, and what stands between here and it.',
  })
}
