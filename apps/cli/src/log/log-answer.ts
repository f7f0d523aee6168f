import type { CodexClient, ResponseItem, ResponseStream } from '@via-codex/core'
import type { Context } from '../context.ts'
import { AnswerRecorder } from './answer-recorder.ts'
import { logPath } from './log-path.ts'
import { isLogOn } from './log-switch.ts'
import type { Turn } from './turn.ts'

export interface LogSettings {
  readonly log?: boolean | undefined
  readonly 'no-log'?: boolean | undefined
  readonly simulate?: boolean | undefined
}

/** Whether an answer is logged: as its options say, else as `logs on` and `logs off` did; a simulated one is not. */
export function isLogged(settings: LogSettings, env: NodeJS.ProcessEnv): boolean {
  return settings.log || !(settings['no-log'] || settings.simulate || !isLogOn(env))
}

/**
 * Lends a stream to `show` and logs the answer as it comes. A log that fails is told in one line, and changes
 * nothing else.
 */
export async function logAnswer<T>(
  turn: Turn,
  { client, stream }: { client: CodexClient; stream: ResponseStream },
  { env, output, talk }: Context,
  show: (stream: ResponseStream) => Promise<T>,
): Promise<T> {
  const recorder = new AnswerRecorder(logPath(env), turn)
  try {
    return await show(recorder.record(stream))
  } finally {
    // First the reader gets what there is.
    await output.flush()
    const login = hasSecrets(recorder.items) ? client.login.status() : undefined
    const status = await login?.catch(() => undefined)
    const failure = recorder.finish(status?.account.accountId)
    if (failure) {
      talk.warn(`This answer is not logged, or not all of it. ${failure.message}`)
    }
  }
}

function hasSecrets(items: readonly ResponseItem[]): boolean {
  return items.some((item) => item.type === 'reasoning' && Boolean(item.encrypted_content))
}
