import * as z from 'zod/mini'
import { parseJson } from './json.ts'
import type { RefreshedTokens } from './auth-dot-json.ts'

const tokenResponse = z.lazy(() =>
  z.looseObject({
    id_token: z.optional(z.nullable(z.string())),
    access_token: z.optional(z.nullable(z.string())),
    refresh_token: z.optional(z.nullable(z.string())),
  }),
)

/**
 * The tokens in the answer of the token endpoint. Each is optional.
 *
 * @returns `undefined` when the text is no such answer, or holds no token at all
 * @see docs/protocol.md §3.2
 */
export function parseTokenResponse(text: string): RefreshedTokens | undefined {
  const result = tokenResponse.safeParse(parseJson(text))
  if (!result.success) return undefined
  const { id_token: idToken, access_token: accessToken, refresh_token: refreshToken } = result.data
  if (!idToken && !accessToken && !refreshToken) return undefined
  return {
    ...(idToken && { idToken }),
    ...(accessToken && { accessToken }),
    ...(refreshToken && { refreshToken }),
  }
}
