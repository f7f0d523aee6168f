import { join } from 'node:path'
import { dataFolder } from '../data-folder.ts'

/** The database of everything asked and answered: that of `VIA_CODEX_LOG`, else the one in the data folder. */
export function logPath(env: NodeJS.ProcessEnv): string {
  return env['VIA_CODEX_LOG'] || join(dataFolder(env), 'logs.db')
}
