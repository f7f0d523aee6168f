import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dataFolder } from '../data-folder.ts'

// There while the log is off.
function markerOf(env: NodeJS.ProcessEnv): string {
  return join(dataFolder(env), 'logs-off')
}

/** Whether answers are logged unless an option says otherwise. */
export function isLogOn(env: NodeJS.ProcessEnv): boolean {
  return !existsSync(markerOf(env))
}

/** Turns the log on or off for all answers to come. */
export function switchLog(env: NodeJS.ProcessEnv, isOn: boolean): void {
  if (isOn) return rmSync(markerOf(env), { force: true })
  mkdirSync(dataFolder(env), { recursive: true, mode: 0o700 })
  writeFileSync(markerOf(env), '', { mode: 0o600 })
}
