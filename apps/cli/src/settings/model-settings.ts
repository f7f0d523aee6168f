import { join } from 'node:path'
import { configFolder } from '../config-folder.ts'
import {
  isRecord,
  isTextMap,
  readJsonFile,
  writeJsonFile,
  wrongShape,
  type TextMap,
} from './text-map.ts'

/** What a person has set about models. */
export interface ModelSettings {
  /** The model asked when none is named. */
  readonly default?: string
  /** What `-o` says by default, for each model. */
  readonly options?: Readonly<Record<string, TextMap>>
}

export function modelSettingsPath(env: NodeJS.ProcessEnv): string {
  return join(configFolder(env), 'models.json')
}

/** @throws CommandError when the file is broken */
export function readModelSettings(env: NodeJS.ProcessEnv): ModelSettings {
  const path = modelSettingsPath(env)
  const settings = readJsonFile(path)
  if (!isRecord(settings)) throw wrongShape(path, 'it must be an object')
  const { default: model, options = {} } = settings
  if (model !== undefined && typeof model !== 'string') {
    throw wrongShape(path, '"default" must be the id of a model')
  }
  if (!isRecord(options) || !Object.values(options).every(isTextMap)) {
    throw wrongShape(path, '"options" must be as {"model": {"key": "value"}}')
  }
  return settings
}

export function writeModelSettings(env: NodeJS.ProcessEnv, settings: ModelSettings): Promise<void> {
  return writeJsonFile(modelSettingsPath(env), settings)
}

/** What `-o` says by default for a model, as pairs. */
export function defaultOptions(model: string, env: NodeJS.ProcessEnv): [string, string][] {
  const { options = {} } = readModelSettings(env)
  return Object.hasOwn(options, model) ? Object.entries(options[model] ?? {}) : []
}
