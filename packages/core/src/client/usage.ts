import { ApiError } from '../errors/api-error.ts'
import type { Now } from '../foundation/clock.ts'
import { parseUsage, type UsageSnapshot } from '../protocol/usage.ts'
import { manageUsageUrl } from '../protocol/siwc.ts'
import type { Connector } from './connection.ts'
import type { RequestOptions } from './responses.ts'

/** @see {@link CodexClient.usage} */
export type Usage = (options?: RequestOptions) => Promise<UsageSnapshot>

export function createUsage({ connect }: Pick<Connector, 'connect'>, now: Now): Usage {
  return async ({ signal } = {}) => {
    const { backend, accountUrl, exchange } = await connect()
    if (!accountUrl) {
      throw backend === 'siwc' ? notTold() : noPlan()
    }
    const response = await exchange(`${accountUrl}/usage`, {
      method: 'GET',
      headers: { accept: '*/*' },
      ...(signal && { signal }),
      redirect: 'manual',
    })
    const usage = parseUsage(await response.text(), now())
    if (usage) return usage
    throw new ApiError('SERVER_ERROR', 'The server answered with something that tells no usage.', {
      status: response.status,
      hint: 'Try again in a moment.',
    })
  }
}

function noPlan(): ApiError {
  return new ApiError('UNSUPPORTED_BY_BACKEND', 'Only a plan has a usage; an API key has none.', {
    hint: 'Sign in with a ChatGPT account: run `via-codex login` or `codex login`.',
  })
}

function notTold(): ApiError {
  return new ApiError(
    'UNSUPPORTED_BY_BACKEND',
    'Apps that people sign in to with ChatGPT are not told the usage of their plan.',
    { hint: `Manage usage: ${manageUsageUrl}` },
  )
}
