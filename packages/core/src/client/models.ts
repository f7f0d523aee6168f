import { ApiError } from '../errors/api-error.ts'
import { protocolVersion } from '../protocol/endpoints.ts'
import { parseModelCatalog, type ModelInfo } from '../protocol/model-catalog.ts'
import type { Exchange } from '../transport/exchange.ts'

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

export function createModels(exchange: Exchange, baseUrl: string): Models {
  return {
    async list(options = {}) {
      const response = await exchange(`${baseUrl}/models?client_version=${protocolVersion}`, {
        method: 'GET',
        headers: { accept: '*/*', version: protocolVersion },
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
