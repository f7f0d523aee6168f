import type { CodexClient } from '@via-codex/core'
import { UsageError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { resolveAlias } from '../settings/aliases.ts'
import { defaultModel } from './default-model.ts'

export interface ModelChoice {
  /** `-m`. */
  readonly model?: string | undefined
  /** `-q`: words of its id or name. */
  readonly query?: readonly string[] | undefined
  readonly template?: string | undefined
}

/**
 * The model of `-m`, that `-q` finds, of the template, of `VIA_CODEX_MODEL`, the one that was set, or the default.
 *
 * @throws UsageError when `-q` finds none
 */
export async function chooseModel(
  { model, query = [], template }: ModelChoice,
  { models }: Pick<CodexClient, 'models'>,
  { env, signal }: Pick<Context, 'env' | 'signal'>,
): Promise<string> {
  if (query.length === 0) return resolveAlias(model || template || defaultModel(env), env)
  const words = query.map((word) => word.toLowerCase())
  const listed = (await models.list({ signal })).filter(({ visibility }) => visibility !== 'hide')
  const found = listed.find(({ id, displayName = '' }) => {
    const text = `${id} ${displayName}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
  if (found) return found.id
  throw new UsageError(
    `No model matches -q ${query.join(' -q ')}.`,
    `There are: ${listed.map(({ id }) => id).join(', ')}.`,
  )
}
