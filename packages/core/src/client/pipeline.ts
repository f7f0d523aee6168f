import type { TokenProvider } from '../credentials/token-provider.ts'
import type { Exchange, ExchangeMiddleware } from '../transport/exchange.ts'
import { compressRequest } from '../transport/compress-request.ts'
import { logExchange } from '../transport/log-exchange.ts'
import { retry, type FailedTry } from '../transport/retry.ts'
import { secureEndpoint } from '../transport/secure-endpoint.ts'
import { failOnStatus } from './api-failure.ts'
import { authorize } from './authorize.ts'
import type { ResolvedCodexClientOptions } from './client-options.ts'
import { identify } from './identify.ts'
import { tellRateLimits } from './tell-observers.ts'
import type { FindRoute } from './workspace-routing.ts'

/** The order of the path: this is the one place it is written. The first middleware is the outermost. */
function compose(middlewares: readonly ExchangeMiddleware[], bottom: Exchange): Exchange {
  return middlewares.reduceRight((next, middleware) => middleware(next), bottom)
}

type PipelineOptions = Pick<
  ResolvedCodexClientOptions,
  'originator' | 'agentName' | 'logger' | 'retry' | 'now' | 'emit'
>

/** Without a token: for the authority, which gets its secret in the body. */
export function anonymousExchange(options: PipelineOptions, bottom: Exchange): Exchange {
  return compose([identifyBy(options), secureEndpoint, logExchange(options.logger)], bottom)
}

function identifyBy({ originator, agentName }: PipelineOptions): ExchangeMiddleware {
  return agentName === undefined
    ? identify(originator)
    : identify(agentName.replaceAll(/\s+/g, '-'), true)
}

export interface AuthorizedPipeline {
  readonly tokens: TokenProvider
  /** Whether the backend is known to take compressed requests. */
  readonly compresses?: boolean | undefined
  /** Another way to the models; what it does not take goes on. */
  readonly detour?: ExchangeMiddleware | undefined
  readonly findRoute?: FindRoute | undefined
  /** Whether the backend's own words may repeat the request. */
  readonly quotesRequests?: boolean | undefined
}

/** With a fresh token; answers come back as they are. For callers with retries of their own. */
export function authorizedExchange(
  options: PipelineOptions,
  { tokens, findRoute, detour, compresses }: AuthorizedPipeline,
  bottom: Exchange,
): Exchange {
  return compose(
    [
      ...(options.emit ? [tellRateLimits(options.emit)] : []),
      authorize(tokens, findRoute),
      ...(detour ? [detour] : []),
      ...(compresses ? [compressRequest()] : []),
    ],
    anonymousExchange(options, bottom),
  )
}

/**
 * The same, failing by name and trying again. `authorize` stands within `retry`, so that each try takes
 * the token that is fresh then; `failOnStatus` between them, so that the one sees the bare 401 and the
 * other the typed error.
 */
export function strictExchange(
  options: PipelineOptions,
  authorized: AuthorizedPipeline,
  bottom: Exchange,
): Exchange {
  const { emit, logger } = options
  const onRetry = emit && ((failed: FailedTry) => emit('retry', failed))
  return compose(
    [retry(options.retry, logger, onRetry), failOnStatus(options.now, authorized)],
    authorizedExchange(options, authorized, bottom),
  )
}
