import { realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import { resolveCodexHome } from '@via-codex/core'

/**
 * Whether a folder is the Codex CLI's, too: `~/.codex` or that of `CODEX_HOME`, however it was named.
 * Nothing in a login tells which program made it.
 */
export async function isSharedHome(path: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const shared = [resolveCodexHome(undefined, env).path, resolveCodexHome(undefined, {}).path]
  const own = await real(path)
  for (const home of shared) if ((await real(home)) === own) return true
  return false
}

function real(path: string): Promise<string> {
  return realpath(path).catch(() => resolve(path))
}
