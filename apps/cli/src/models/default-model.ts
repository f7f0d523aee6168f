import type { Context } from '../context.ts'
import { defaultModel } from '../prompt/default-model.ts'
import { resolveAlias } from '../settings/aliases.ts'
import { readModelSettings, writeModelSettings } from '../settings/model-settings.ts'

/** Prints the model that is asked by default, or sets it. */
export async function showOrSetDefault(
  model: string | undefined,
  { output, talk, env }: Pick<Context, 'output' | 'talk' | 'env'>,
): Promise<void> {
  if (model === undefined) return output.print(resolveAlias(defaultModel(env), env))
  await writeModelSettings(env, { ...readModelSettings(env), default: model })
  if (env['VIA_CODEX_MODEL']) talk.warn('VIA_CODEX_MODEL is set and goes before it.')
}
