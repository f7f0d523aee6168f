import type { BrowserSignInOptions } from '@via-codex/core'
import type { Context } from '../context.ts'
import { oneLine } from '../one-line.ts'
import { TypedLines } from '../person/typed-lines.ts'

/** How a sign-in in a browser talks with the person at the terminal. */
export interface BrowserTalk {
  readonly options: Pick<BrowserSignInOptions, 'openBrowser' | 'onProgress' | 'pastedUrl'>
  /** Ends the asking for what a browser elsewhere ended at. */
  close(): void
}

/** @param words.elsewhere what helps where the browser is on another machine and nobody can paste */
export function browserTalk(
  opensBrowser: boolean,
  { keyboard, talk, status }: Context,
  { elsewhere }: { readonly elsewhere?: string | undefined },
): BrowserTalk {
  let typed: TypedLines | undefined
  const pastedUrl =
    keyboard &&
    (async () => {
      typed ??= new TypedLines(keyboard, talk)
      const line = await typed.ask('Paste that address here: ')
      if (line === undefined) throw new Error('Nothing more will come.')
      return line
    })
  return {
    close: () => typed?.close(),
    options: {
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
            if (keyboard)
              return talk.say(
                'A browser on another machine ends at an address that it cannot show.',
              )
            if (elsewhere !== undefined) talk.say(elsewhere)
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
    },
  }
}
