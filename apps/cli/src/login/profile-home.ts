import envPaths from 'env-paths'
import { join } from 'node:path'

/** The folder of a profile: a Codex home of our own, which the Codex CLI knows nothing of. */
export function profileHome(name: string): string {
  return join(envPaths('via-codex', { suffix: '' }).data, 'profiles', name)
}
