import { join } from 'node:path'
import { configFolder } from '../config-folder.ts'
import { isTextMap, readJsonFile, writeJsonFile, wrongShape, type TextMap } from './text-map.ts'

/** Where the short names of models are kept. */
export function aliasesPath(env: NodeJS.ProcessEnv): string {
  return join(configFolder(env), 'aliases.json')
}

/** Ids of models by their short names. @throws CommandError when the file is broken */
export function readAliases(env: NodeJS.ProcessEnv): TextMap {
  const path = aliasesPath(env)
  const aliases = readJsonFile(path)
  if (isTextMap(aliases)) return aliases
  throw wrongShape(path, 'it must be an object of texts, as {"name": "model"}')
}

export function writeAliases(env: NodeJS.ProcessEnv, aliases: TextMap): Promise<void> {
  return writeJsonFile(aliasesPath(env), aliases)
}

/** The model a name stands for: itself when it is nobody's short name. */
export function resolveAlias(name: string, env: NodeJS.ProcessEnv): string {
  const aliases = readAliases(env)
  return Object.hasOwn(aliases, name) ? (aliases[name] ?? name) : name
}
