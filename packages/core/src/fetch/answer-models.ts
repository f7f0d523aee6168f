import { failOnStatus } from '../client/api-failure.ts'
import { requestModels } from '../client/request-models.ts'
import { ApiError } from '../errors/api-error.ts'
import type { FetchContext } from './fetch-context.ts'
import type { FetchRequest } from './fetch-request.ts'

/** A model as OpenAI lists it. The catalogue tells neither when it was made nor by whom. */
interface OpenAIModel {
  readonly id: string
  readonly object: 'model'
  readonly created: number
  readonly owned_by: string
}

/**
 * `GET …/models` and `GET …/models/{id}`, in OpenAI's shape.
 *
 * @throws {@link AnyCodexError}
 */
export async function answerModels(
  { signal }: FetchRequest,
  id: string | undefined,
  { connection, now }: FetchContext,
): Promise<Response> {
  const exchange = failOnStatus(now)(connection.authorized)
  const models = await requestModels({ ...connection, exchange }, signal)
  const data: OpenAIModel[] = models.map((model) => ({
    id: model.id,
    object: 'model',
    created: 0,
    owned_by: 'openai',
  }))
  if (id === undefined) return Response.json({ object: 'list', data })
  const model = data.find((entry) => entry.id === id)
  if (model) return Response.json(model)
  throw new ApiError('MODEL_NOT_FOUND', `There is no model ${JSON.stringify(id)}.`, {
    status: 404,
    param: 'model',
    availableModels: models.map((entry) => entry.id),
    hint: `Use one of: ${models.map((entry) => entry.id).join(', ')}.`,
  })
}
