import { ApiError } from '../errors/api-error.ts'
import { protocolVersion } from '../protocol/endpoints.ts'
import { parseModelCatalog, type ModelInfo } from '../protocol/model-catalog.ts'
import type { Connection } from './connection.ts'

/**
 * Asks for the catalogue.
 *
 * @throws {@link ApiError} `SERVER_ERROR` for an answer that is none, and what the exchange throws
 * @see docs/protocol.md §8
 */
export async function requestModels(
  { backend, baseUrl, exchange }: Pick<Connection, 'backend' | 'baseUrl' | 'exchange'>,
  signal: AbortSignal | undefined,
): Promise<ModelInfo[]> {
  const isCodex = backend === 'codex'
  const query = backend === 'platform' ? '' : `?client_version=${protocolVersion}`
  const response = await exchange(`${baseUrl}/models${query}`, {
    method: 'GET',
    headers: { accept: '*/*', ...(isCodex && { version: protocolVersion }) },
    ...(signal && { signal }),
    redirect: 'manual',
  })
  const models = parseModelCatalog(await response.text())
  if (models) return models
  throw new ApiError(
    'SERVER_ERROR',
    'The server answered with something that is no list of models.',
    {
      status: response.status,
      hint: 'Try again in a moment.',
    },
  )
}
