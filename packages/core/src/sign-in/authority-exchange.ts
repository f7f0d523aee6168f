import type { ResolvedCodexClientOptions } from '../client/client-options.ts'
import { anonymousExchange } from '../client/pipeline.ts'
import { createTransport } from '../transport/create-transport.ts'
import type { Exchange } from '../transport/exchange.ts'
import { withTimeouts, type Timeouts } from '../transport/timeouts.ts'

/** The authority is quick or absent: it gets less time than a model. */
const authorityTimeouts: Timeouts = { headersMs: 30_000, idleMs: 30_000, totalMs: 60_000 }

/** A way to the authority for as long as `work` takes. */
export async function withAuthority<T>(
  options: ResolvedCodexClientOptions,
  work: (exchange: Exchange) => Promise<T>,
  timeouts = authorityTimeouts,
): Promise<T> {
  const transport = createTransport(options)
  try {
    return await work(withTimeouts(anonymousExchange(options, transport.exchange), timeouts))
  } finally {
    await transport.close()
  }
}
