import type { CodexClient } from '@via-codex/core'
import { CommandError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { accountOf } from './account-of.ts'
import { findConversation, latestConversation } from './conversation.ts'
import { loadHistory, type History } from './load-history.ts'
import { logPath } from './log-path.ts'
import { readLog } from './read-log.ts'

export interface ContinueSettings {
  readonly continue?: boolean | undefined
  readonly cid?: string | undefined
}

/**
 * The conversation that `-c` or `--cid` goes on with; tells when reasoning must stay behind.
 *
 * @returns `undefined` without either option
 * @throws CommandError when there is none
 */
export async function continueConversation(
  settings: ContinueSettings,
  client: CodexClient,
  { env, talk }: Pick<Context, 'env' | 'talk'>,
): Promise<History | undefined> {
  const { cid } = settings
  if (!settings.continue && cid === undefined) return undefined
  const account = await accountOf(client)
  const history = readLog(logPath(env), (database) => {
    const id = cid === undefined ? latestConversation(database) : findConversation(database, cid)
    return id === undefined ? undefined : loadHistory(database, id, account)
  })
  if (!history) throw noConversation(cid)
  if (history.foreignCount > 0) {
    talk.warn(
      `The reasoning of ${history.foreignCount} earlier answer${history.foreignCount === 1 ? '' : 's'} is left out: it belongs to another login.`,
    )
  }
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
