import { signInWithDeviceCode, type SignInOptions, type SignInResult } from '@via-codex/core'
import type { Context } from '../context.ts'
import { formatInstant } from '../format-instant.ts'
import { oneLine } from '../one-line.ts'
import { orUsageError } from '../or-usage-error.ts'

/** Signs in by a code that a person types into a browser anywhere. */
export function loginByDevice(
  options: SignInOptions & { readonly workspaceIds: readonly string[] },
  { talk, status }: Context,
): Promise<SignInResult> {
  return orUsageError(() =>
    signInWithDeviceCode({
      ...options,
      onProgress(progress) {
        if (progress.type === 'deviceCode') {
          talk.say('Open this address in a browser on any machine and sign in there:')
          talk.say(`\n    ${oneLine(progress.verificationUrl)}\n`)
          talk.say(
            `Then type this code, good until ${formatInstant(progress.expiresAt, new Date())}:`,
          )
          talk.sayLoudly(`\n    ${oneLine(progress.userCode)}\n`)
          talk.say('Never type a code that someone else has sent you.')
          status.start()
          status.add('waiting for the code to be typed')
        } else if (progress.type === 'authorized') {
          talk.say('The sign-in is agreed to; fetching the login.')
        }
      },
    }),
  )
}
