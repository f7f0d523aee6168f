import type { AuthSettings } from './auth-settings.ts'
import type { Context } from '../context.ts'
import { choosePlace } from '../place.ts'

/** Prints where the stored login is, or would be. */
export async function run(settings: AuthSettings, { output, env }: Context): Promise<void> {
  const { codexHome, store } = await choosePlace(settings, env)
  const { openAuthStore, resolveCodexHome } = await import('@via-codex/core')
  const opened = openAuthStore({ home: resolveCodexHome(codexHome, env), store, env })
  // Which of several places it is shows when it is looked for; that it cannot be used is no matter here.
  const choice = await opened.choice()
  if (choice.kind === 'auto') await opened.load().catch(() => {})
  output.print(opened.location)
}
