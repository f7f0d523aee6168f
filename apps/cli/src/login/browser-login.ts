import { signInWithBrowser, type SignInOptions, type SignInResult } from '@via-codex/core'
import type { Context } from '../context.ts'
import { orUsageError } from '../or-usage-error.ts'
import { browserTalk } from './browser-talk.ts'

export interface BrowserLoginOptions extends SignInOptions {
  readonly opensBrowser: boolean
  readonly workspaceIds: readonly string[]
}

/** Signs in by a browser here, or by what a person pastes of a browser elsewhere: whichever comes first. */
export async function loginByBrowser(
  { opensBrowser, ...options }: BrowserLoginOptions,
  context: Context,
): Promise<SignInResult> {
  const elsewhere = 'The browser has to run on this machine; with --device it can be any.'
  const person = browserTalk(opensBrowser, context, { elsewhere })
  try {
    return await orUsageError(() =>
      signInWithBrowser({ ...options, ports: portsFrom(context.env), ...person.options }),
    )
  } finally {
    person.close()
  }
}

/** For tests: OpenAI's authority sends a browser back to the default ports only. */
function portsFrom(env: NodeJS.ProcessEnv): number[] | undefined {
  return env['VIA_CODEX_LOGIN_PORTS']?.split(',').map(Number)
}
