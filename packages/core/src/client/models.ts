import { ApiError } from '../errors/api-error.ts'
import { protocolVersion } from '../protocol/endpoints.ts'
import { parseModelCatalog, type ModelInfo } from '../protocol/model-catalog.ts'
import type { Connector } from './connection.ts'

/** What the login may use. */
export interface Models {
  /**
   * The catalogue as the backend gives it now, the recommended model first.
   *
   * @throws {@link AnyCodexError}
   * @see docs/protocol.md §8
   */
  list(options?: { signal?: AbortSignal | undefined }): Promise<ModelInfo[]>
}

export function createModels({ connect }: Pick<Connector, 'connect'>): Models {
  return {
    async list(options = {}) {
      const { backend, baseUrl, exchange } = await connect()
      const isCodex = backend === 'codex'
      const query = isCodex ? `?client_version=${protocolVersion}` : ''
      const response = await exchange(`${baseUrl}/models${query}`, {
        method: 'GET',
        headers: { accept: '*/*', ...(isCodex && { version: protocolVersion }) },
        ...(options.signal && { signal: options.signal }),
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
    },
  }
}
