import { closeSync, existsSync, openSync, rmSync } from 'node:fs'
import { CommandError, UsageError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { loadSqlite } from '../log/load-sqlite.ts'
import { toLogError } from '../log/log-error.ts'
import { logPath } from '../log/log-path.ts'
import { openLog } from '../log/open-log.ts'

/**
 * Copies the log into a new file that its owner alone can read.
 *
 * @throws CommandError when there is no log, or the file is there already
 */
export async function backUp(
  file: string | undefined,
  { env, talk, status, signal }: Context,
): Promise<void> {
  if (!file) {
    throw new UsageError(
      '`via-codex logs backup` needs a file to write.',
      'Name one, as in: via-codex logs backup logs-2026.db',
    )
  }
  const path = logPath(env)
  if (!existsSync(path)) {
    throw new CommandError('There is no log yet.', 'Ask something first.')
  }
  makeNew(file)
  const source = openLog(path)
  status.start()
  try {
    const { backup } = loadSqlite()
    await backup(source, file, { progress: () => signal.throwIfAborted() })
    talk.say(`Copied ${path} to ${file}.`)
  } catch (error) {
    // Half a copy is none.
    rmSync(file, { force: true })
    throw toLogError(file, error)
  } finally {
    status.stop()
    source.close()
  }
}

function makeNew(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new CommandError(
      code === 'EEXIST' ? `${file} is there already.` : `${file} cannot be written (${code}).`,
      'Name a file that does not exist, in a folder that does.',
    )
  }
}
