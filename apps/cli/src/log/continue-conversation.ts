import { CommandError } from '../command-error.ts'
import { findConversation, latestConversation } from './conversation.ts'
import { loadHistory, type History } from './load-history.ts'
import { logPath } from './log-path.ts'
import { readLog } from './read-log.ts'

export interface ContinueSettings {
  readonly continue?: boolean | undefined
  readonly cid?: string | undefined
}

/**
 * The conversation that `-c` or `--cid` goes on with.
 *
 * @returns `undefined` without either option
 * @throws CommandError when there is none
 */
export function continueConversation(
  settings: ContinueSettings,
  env: NodeJS.ProcessEnv,
): History | undefined {
  const { cid } = settings
  if (!settings.continue && cid === undefined) return undefined
  const history = readLog(logPath(env), (database) => {
    const id = cid === undefined ? latestConversation(database) : findConversation(database, cid)
    return id === undefined ? undefined : loadHistory(database, id)
  })
  if (!history) throw noConversation(cid)
  return history
}

function noConversation(cid: string | undefined): CommandError {
  return cid === undefined
    ? new CommandError(
        'There is no conversation to go on with: the log is empty.',
        'Ask something first, without -c.',
      )
    : new CommandError(
        `There is no one conversation whose id begins with "${cid}".`,
        'List them with `via-codex logs -s -n 20`.',
      )
}
