import type { CodexClient, Logger } from '@via-codex/core'
import type { Context } from './context.ts'
import { chooseCredential } from './credential/choose-credential.ts'
import { credentialVariable } from './credential-variable.ts'
import { UsageError } from './command-error.ts'
import { orUsageError } from './or-usage-error.ts'
import { parseTimeout } from './parse-arguments.ts'
import { choosePlace, parseRefresh, type PlaceSettings } from './place.ts'

export interface ClientSettings extends PlaceSettings {
  readonly credential?: string | undefined
  readonly refresh?: string | undefined
  readonly debug?: boolean | undefined
  readonly simulate?: boolean | undefined
  readonly timeout?: string | undefined
}

/** Makes a client, lends it to `work`, and closes it whatever happens: a refresh under way must reach the disk. */
export async function withClient<T>(
  settings: ClientSettings,
  context: Context,
  work: (client: CodexClient) => Promise<T>,
  logger: Logger = context.talk.logger({ debug: settings.debug ?? false }),
): Promise<T> {
  const timeoutMs = parseTimeout(settings.timeout)
  const refresh = parseRefresh(settings.refresh)
  const { codexHome, store } = await choosePlace(settings, context.env)
  const { name } = chooseCredential(settings, context.env)
  const isOwn = name === 'chatgpt'
  if (isOwn) await tellPlan(refresh, context)
  else if (!settings.simulate && store === undefined) warnOfVariable(settings, context)
  const simulation = settings.simulate
    ? await (await import('./simulation.ts')).startSimulation(context)
    : undefined
  try {
    const { createCodexClient } = await import('@via-codex/core')
    const credential = isOwn ? await ownCredentialFrom(context) : undefined
    const client = orUsageError(() =>
      createCodexClient({
        codexHome: simulation?.codexHome ?? codexHome,
        store: simulation ? undefined : store,
        credential,
        refresh,
        endpoints: simulation?.endpoints,
        // What a simulator told is nothing for the next run.
        cacheFolder: simulation ? false : undefined,
        // A simulated answer needs nobody's real key.
        env: simulation ? {} : context.env,
        logger,
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

async function ownCredentialFrom({ env }: Context) {
  const { ownCredential } = await import('./credential/own-credential.ts')
  return ownCredential(env)
}

/** As those who sign in to a program with ChatGPT have to be told. */
async function tellPlan(refresh: string | undefined, { talk, status }: Context): Promise<void> {
  if (refresh === 'delegate') {
    throw new UsageError(
      '--refresh delegate is for the Codex login.',
      'Leave it out: nobody else renews the sign-in with ChatGPT.',
    )
  }
  if (!status.isPossible) return
  const { siwcWords } = await import('@via-codex/core')
  const { text, url } = siwcWords.manageUsage
  talk.say(`${siwcWords.usingPlan}. ${text}: ${url}`)
}

/** Who names a login must not be billed for a key without a word. */
function warnOfVariable(settings: ClientSettings, { talk, env }: Context): void {
  const option = (['profile', 'codex-home'] as const).find((name) => settings[name] !== undefined)
  const variable = credentialVariable(env)
  if (!option || !variable) return
  talk.warn(`${variable} is set and goes before --${option}; unset it to use that login.`)
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
