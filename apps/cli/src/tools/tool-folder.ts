import { existsSync, readdirSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { configFolder } from '../config-folder.ts'

/** Where a person keeps tools for `-T`. */
export function toolFolder(env: NodeJS.ProcessEnv): string {
  return join(configFolder(env), 'tools')
}

const endings = new Set(['.js', '.mjs', '.ts', '.mts'])

/** The files of tools in it, by their names without the ending, sorted. */
export function toolFiles(env: NodeJS.ProcessEnv): { name: string; path: string }[] {
  const folder = toolFolder(env)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .toSorted()
    .filter((file) => endings.has(extname(file)) && !file.endsWith('.d.ts'))
    .map((file) => ({ name: basename(file, extname(file)), path: join(folder, file) }))
}
