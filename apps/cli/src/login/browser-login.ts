import { signInWithBrowser, type SignInOptions, type SignInResult } from '@via-codex/core'
import type { Context } from '../context.ts'
import { oneLine } from '../one-line.ts'
import { orUsageError } from '../or-usage-error.ts'
import { TypedLines } from '../person/typed-lines.ts'

export interface BrowserLoginOptions extends SignInOptions {
  readonly opensBrowser: boolean
  readonly workspaceIds: readonly string[]
}

/** Signs in by a browser here, or by what a person pastes of a browser elsewhere: whichever comes first. */
export async function loginByBrowser(
  { opensBrowser, ...options }: BrowserLoginOptions,
  { keyboard, talk, status, env }: Context,
): Promise<SignInResult> {
  let typed: TypedLines | undefined
  const pastedUrl =
    keyboard &&
    (async () => {
      typed ??= new TypedLines(keyboard, talk)
      const line = await typed.ask('Paste that address here: ')
      if (line === undefined) throw new Error('Nothing more will come.')
      return line
    })
  try {
    return await orUsageError(() =>
      signInWithBrowser({
        ...options,
        ports: portsFrom(env),
        pastedUrl,
        ...(!opensBrowser && { openBrowser: false }),
        onProgress(progress) {
          switch (progress.type) {
            case 'authorizeUrl':
              talk.say(
                opensBrowser
                  ? 'Your browser opens to sign in. If it does not, open this address:'
                  : 'Open this address in a browser and sign in there:',
              )
              talk.say(`\n${progress.url}\n`)
              talk.say(
                keyboard
                  ? 'A browser on another machine ends at an address that it cannot show.'
                  : 'The browser has to run on this machine; with --device it can be any.',
              )
              if (keyboard) return
              status.start()
              return status.add('waiting for the browser')
            case 'browserNotOpened':
              return talk.warn(`${progress.message} Open the address above yourself.`)
            case 'otherSignIn':
              return talk.say(oneLine(progress.message))
            case 'pasteRejected':
              return talk.warn(progress.message)
            case 'authorized':
              return talk.say('The sign-in is agreed to; fetching the login.')
            case 'deviceCode':
          }
        },
      }),
    )
  } finally {
    typed?.close()
  }
}

/** For tests: OpenAI's authority sends a browser back to the default ports only. */
function portsFrom(env: NodeJS.ProcessEnv): number[] | undefined {
  return env['VIA_CODEX_LOGIN_PORTS']?.split(',').map(Number)
}
