import { CommandError } from '../command-error.ts'

const sqliteBusy = 5

/** The log cannot be used, or not now. */
export class LogError extends CommandError {
  /** Whether another program was using it, so that a later try may do. */
  readonly isBusy: boolean

  constructor(message: string, hint: string, options: { isBusy: boolean }) {
    super(message, hint)
    this.isBusy = options.isBusy
  }
}

const anotherFile = 'Move it away, or name another file with VIA_CODEX_LOG.'

/** SQLite's and the system's ways to fail, by number and name. */
const reasons: Readonly<Record<string, readonly [what: string, hint: string]>> = {
  [sqliteBusy]: ['is locked by another program', 'Close the program that holds it, and try again.'],
  8: ['cannot be written', 'Check the permissions of the file and its folder.'],
  10: ['cannot be read or written', 'Check the disk it is on.'],
  11: ['is damaged', 'Move it away; a new one is made at the next answer.'],
  13: ['has no room left on its disk', 'Free some space.'],
  14: ['cannot be opened', 'Check the permissions of the file and its folder.'],
  26: ['is no database', anotherFile],
  EACCES: ['cannot be opened', 'Check the permissions of the file and its folder.'],
  EPERM: ['cannot be opened', 'Check the permissions of the file and its folder.'],
  EROFS: ['is on a disk that cannot be written', 'Name another file with VIA_CODEX_LOG.'],
  ENOSPC: ['has no room left on its disk', 'Free some space.'],
  EISDIR: ['is a folder', 'Name a file with VIA_CODEX_LOG.'],
  ENOTDIR: ['cannot be made: a part of its path is no folder', 'Check VIA_CODEX_LOG.'],
}

/** What went wrong with the log, in words for people. What is none of SQLite's or the system's failures stays as it is. */
export function toLogError(path: string, error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error))
  if (error instanceof CommandError) return error
  const { errcode, code } = error as { errcode?: number; code?: string }
  // The low byte tells the kind, the rest the details.
  const key = errcode === undefined ? (code ?? '') : String(errcode & 0xff)
  const known = Object.hasOwn(reasons, key) ? reasons[key] : undefined
  if (!known && errcode === undefined && !code?.startsWith('E')) return error
  const [what, hint] = known ?? [`cannot be used: ${error.message}`, anotherFile]
  return new LogError(`The log ${path} ${what}.`, hint, { isBusy: key === String(sqliteBusy) })
}
