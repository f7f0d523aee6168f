import { setImmediate } from 'node:timers/promises'
import type { OnSignInProgress } from './authorization.ts'
import { judgePaste, type JudgeCallback, type PasteProblem } from './callback.ts'
import type { Arrival } from './loopback-listener.ts'

/**
 * Gives what a person pastes next; asked again after each text that does not fit. Stop asking the
 * person when the signal aborts. A rejection means that nothing more will come.
 */
export type PastedUrl = (signal: AbortSignal) => Promise<string>

const problems: Record<PasteProblem, string> = {
  notTheCallback:
    'That is not the address the browser ended at. It begins with http://127.0.0.1 and contains /auth/callback?.',
  otherSignIn: 'That address belongs to another sign-in. Paste the one of the page opened last.',
  noCode: 'That address has no code in it. Copy all of it.',
}

/** The first pasted callback that fits; stays pending when the source is used up. */
export async function readPastes(
  pastedUrl: PastedUrl,
  judge: JudgeCallback,
  onProgress: OnSignInProgress,
  signal: AbortSignal,
): Promise<Arrival> {
  while (!signal.aborted) {
    const text = await pastedUrl(signal).catch(() => undefined)
    if (text === undefined) break
    const verdict = judgePaste(text, judge)
    if (verdict.kind === 'code' || verdict.kind === 'refused') return verdict
    if (signal.aborted) break
    onProgress({ type: 'pasteRejected', message: problems[verdict.kind] })
    // A source that never runs dry must not keep the browser from being heard.
    await setImmediate()
  }
  return new Promise(() => {})
}
