import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { dataFolder } from '../data-folder.ts'
import { orCommandError, saveFile } from '../settings/save-file.ts'

// There while the log is off.
function markerOf(env: NodeJS.ProcessEnv): string {
  return join(dataFolder(env), 'logs-off')
}

/** Whether answers are logged unless an option says otherwise. */
export function isLogOn(env: NodeJS.ProcessEnv): boolean {
  return !existsSync(markerOf(env))
}

/**
 * Turns the log on or off for all answers to come.
 *
 * @throws CommandError
 */
export async function switchLog(env: NodeJS.ProcessEnv, isOn: boolean): Promise<void> {
  const marker = markerOf(env)
  if (!isOn) return saveFile(marker, '')
  await orCommandError(marker, () => rm(marker, { force: true }))
}
