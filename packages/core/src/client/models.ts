import type { ModelInfo } from '../protocol/model-catalog.ts'
import type { Connector } from './connection.ts'
import { requestModels } from './request-models.ts'

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
  return { list: async ({ signal } = {}) => requestModels(await connect(), signal) }
}
