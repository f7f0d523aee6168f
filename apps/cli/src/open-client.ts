import type { CodexClient } from '@via-codex/core'
import { UsageError } from './command-error.ts'
import type { Context } from './context.ts'
import { parseTimeout } from './parse-arguments.ts'

export interface ClientSettings {
  readonly 'codex-home'?: string | undefined
  readonly debug?: boolean | undefined
  readonly simulate?: boolean | undefined
  readonly timeout?: string | undefined
}

/** Makes a client, lends it to `work`, and closes it whatever happens: a refresh under way must reach the disk. */
export async function withClient<T>(
  settings: ClientSettings,
  context: Context,
  work: (client: CodexClient) => Promise<T>,
): Promise<T> {
  const timeoutMs = parseTimeout(settings.timeout)
  const simulation = settings.simulate
    ? await (await import('./simulation.ts')).startSimulation(context)
    : undefined
  try {
    const { createCodexClient } = await import('@via-codex/core')
    const client = orUsageError(() =>
      createCodexClient({
        codexHome: simulation?.codexHome ?? settings['codex-home'],
        endpoints: simulation?.endpoints,
        // A simulated answer needs nobody's real key.
        env: simulation ? {} : context.env,
        logger: context.talk.logger({ debug: settings.debug ?? false }),
        // Who sets a limit wants to know by then: a second try would double it.
        ...(timeoutMs !== undefined && {
          timeouts: { headersMs: timeoutMs, idleMs: timeoutMs },
          retry: { maxAttempts: 1 },
        }),
      }),
    )
    try {
      return await work(client)
    } finally {
      context.status.stop()
      await closeClient(client, context)
    }
  } finally {
    await simulation?.close()
  }
}

/** How long a close may take before the user is told what it waits for. */
const closeNoticeMs = 1_000

async function closeClient(client: CodexClient, { talk }: Context): Promise<void> {
  const notice =
    'Waiting until the renewed login is on disk. Ctrl-C stops at once, and may lose it.'
  const timer = setTimeout(() => talk.say(notice), closeNoticeMs)
  await client.close()
  clearTimeout(timer)
}

// A TypeError of core's door is about what the user gave: an address in the environment.
function orUsageError<T>(make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new UsageError(error.message, 'Check the variables VIA_CODEX_…_URL in the environment.')
  }
}
