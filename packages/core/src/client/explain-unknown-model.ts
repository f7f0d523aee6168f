import { ApiError } from '../errors/api-error.ts'
import type { Models } from './models.ts'

/** How long the list of models may delay the error it is to explain, in milliseconds. */
const explanationLimitMs = 3_000

/**
 * Has an error about an unknown model name those that there are, as far as they can be learnt in time; every
 * other error stays as it is.
 *
 * @returns the same error
 * @throws the signal's reason
 */
export async function explainUnknownModel<Failure>(
  error: Failure,
  models: Models,
  signal?: AbortSignal,
): Promise<Failure> {
  if (!ApiError.isInstance(error) || error.code !== 'MODEL_NOT_FOUND') return error
  const limit = AbortSignal.timeout(explanationLimitMs)
  const catalog = await models
    .list({ signal: signal ? AbortSignal.any([signal, limit]) : limit })
    .catch(() => undefined)
  signal?.throwIfAborted()
  const availableModels = (catalog ?? [])
    .filter((model) => model.visibility !== 'hide')
    .map((model) => model.id)
  if (availableModels.length === 0) return error
  return Object.assign(error, {
    availableModels,
    hint: `Use one of: ${availableModels.join(', ')}.`,
  })
}
