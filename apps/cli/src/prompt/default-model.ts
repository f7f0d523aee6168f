import { resolveAlias } from '../settings/aliases.ts'
import { readModelSettings } from '../settings/model-settings.ts'

/** Asked when nothing else is said. */
export const fallbackModel = 'gpt-5.5'

/** The model of `VIA_CODEX_MODEL`, else the one that was set, else the fall-back. */
export function defaultModel(env: NodeJS.ProcessEnv): string {
  return env['VIA_CODEX_MODEL'] || readModelSettings(env).default || fallbackModel
}

/** The model of the option, else the default; a short name stands for its model. */
export function modelFrom(option: string | undefined, env: NodeJS.ProcessEnv): string {
  return resolveAlias(option || defaultModel(env), env)
}
