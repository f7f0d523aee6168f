import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** The folder a Codex login lives in, and the files of it that matter here. */
export interface CodexHome {
  readonly path: string
  /** The login document. */
  readonly authFile: string
  /** Held by whichever of our processes refreshes. Empty; nothing of the Codex CLI. */
  readonly lockFile: string
}

/**
 * The option, else `CODEX_HOME` unless empty, else `~/.codex`. Touches no disk.
 *
 * @see docs/protocol.md §1.1
 */
export function resolveCodexHome(
  codexHome?: string,
  env: NodeJS.ProcessEnv = process.env,
): CodexHome {
  const path = resolve(codexHome || env['CODEX_HOME'] || join(homedir(), '.codex'))
  return { path, authFile: join(path, 'auth.json'), lockFile: join(path, 'via-codex.lock') }
}
