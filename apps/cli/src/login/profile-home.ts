import { join } from 'node:path'
import { dataFolder } from '../data-folder.ts'

/** The folder of a profile: a Codex home of our own, which the Codex CLI knows nothing of. */
export function profileHome(name: string, env: NodeJS.ProcessEnv): string {
  return join(dataFolder(env), 'profiles', name)
}
