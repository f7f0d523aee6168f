import type { CodexClient } from '@via-codex/core'
import { UsageError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { matchesAll } from '../models/matches-all.ts'
import { modelFrom } from './default-model.ts'

export interface ModelChoice {
  /** `-m`. */
  readonly model?: string | undefined
  /** `-q`: words of its id or name. */
  readonly query?: readonly string[] | undefined
  /** Those of the template and of the conversation that goes on. */
  readonly others?: readonly (string | undefined)[]
}

/**
 * The model of `-m`, the one that `-q` finds, the first of the others, or the default.
 *
 * @throws UsageError when `-q` finds none
 */
export async function chooseModel(
  { model, query = [], others = [] }: ModelChoice,
  { models }: Pick<CodexClient, 'models'>,
  { env, signal }: Pick<Context, 'env' | 'signal'>,
): Promise<string> {
  if (query.length === 0) return modelFrom(model || others.find(Boolean), env)
  const listed = (await models.list({ signal })).filter(({ visibility }) => visibility !== 'hide')
  const found = listed.find((model) => matchesAll(model, query))
  if (found) return found.id
  throw new UsageError(
    `No model matches -q ${query.join(' -q ')}.`,
    `There are: ${listed.map(({ id }) => id).join(', ')}.`,
  )
}
