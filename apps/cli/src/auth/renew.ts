import type { AuthSettings } from './auth-settings.ts'
import type { Context } from '../context.ts'
import { formatInstant } from '../format-instant.ts'
import { withClient } from '../open-client.ts'

/** Renews the login if that is due, and says until when it holds. */
export async function run(settings: AuthSettings, context: Context): Promise<void> {
  const { output, talk, status, signal } = context
  await withClient(settings, context, async (client) => {
    status.start()
    const before = await client.login.status({ signal })
    const after = await client.login.status({ signal, refresh: true })
    status.stop()
    const isRenewed =
      before.refreshedAt?.getTime() !== after.refreshedAt?.getTime() ||
      before.expiresAt?.getTime() !== after.expiresAt?.getTime()
    if (settings.json) return output.printJson({ isRenewed, ...after })
    const { expiresAt, kind } = after
    const until = expiresAt
      ? `good until ${formatInstant(expiresAt, new Date())}`
      : 'until when it is good is not known'
    const done = isRenewed ? 'Renewed' : 'Not renewed: that is not due'
    talk.say(
      `${kind === 'chatgpt' || kind === 'siwc' ? done : 'Not renewed: it is of a kind that never is'}; ${until}.`,
    )
  })
}
