import type { Exchange } from '../http/exchange.ts'
import { errorReply, jsonReply } from '../reply.ts'
import type { World } from '../world.ts'

/** GET …/whoami: whose personal access token it is. @see docs/protocol.md §4.4 */
export function answerWhoami(exchange: Exchange, world: World): Promise<void> {
  const { bearer = '' } = exchange.record
  const access = bearer.startsWith('at-') ? world.authority.findAccessToken(bearer) : undefined
  if (!access || access.isRevoked) {
    const message = 'Could not validate your token.'
    return exchange.send(errorReply(401, { message, code: 'token_invalid' }))
  }
  const { account } = access.login
  return exchange.send(
    jsonReply(200, {
      email: account.email,
      chatgpt_user_id: account.userId,
      chatgpt_account_id: account.accountId,
      chatgpt_plan_type: account.planType,
      chatgpt_account_is_fedramp: account.fedramp,
    }),
  )
}
