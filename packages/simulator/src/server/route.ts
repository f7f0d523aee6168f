import { answerAuthorize, answerDevicePoll, answerDeviceStart } from '../authority/sign-in.ts'
import { answerRevoke, answerToken } from '../authority/token-endpoint.ts'
import { answerWhoami } from '../authority/whoami.ts'
import { answerAccounts, answerModels, answerUsage } from '../backend/discovery.ts'
import { answerImages } from '../backend/images.ts'
import { limitHeaders } from '../backend/limit-headers.ts'
import { answerResponses } from '../backend/responses.ts'
import { replyOfFault } from '../faults/fault-answers.ts'
import type { World } from '../world.ts'
import type { Exchange } from '../http/exchange.ts'
import { detailReply } from '../reply.ts'

/** Lets the faults strike, then hands the request to its endpoint. */
export async function route(exchange: Exchange, world: World): Promise<void> {
  const delay = exchange.faults.find('delay')
  if (delay) await exchange.wait(delay.ms ?? 100)
  for (const fault of exchange.faults.all) {
    if (fault.kind === 'hang') return exchange.closed
    if (fault.kind === 'drop') return exchange.drop()
    const now = world.options.now()
    const reply = replyOfFault(fault, {
      now,
      limitHeaders: limitHeaders(world.options.usedPercent, 'plus', now),
    })
    if (reply) return exchange.send(reply)
  }
  return answer(exchange, world)
}

function answer(exchange: Exchange, world: World): Promise<void> {
  switch (exchange.record.endpoint) {
    case 'responses':
      return answerResponses(exchange, world)
    case 'models':
      return answerModels(exchange, world)
    case 'accounts':
      return answerAccounts(exchange, world)
    case 'usage':
      return answerUsage(exchange, world)
    case 'token':
      return answerToken(exchange, world)
    case 'revoke':
      return answerRevoke(exchange, world)
    case 'authorize':
      return answerAuthorize(exchange, world)
    case 'whoami':
      return answerWhoami(exchange, world)
    case 'device':
      return exchange.record.path.endsWith('/usercode')
        ? answerDeviceStart(exchange, world)
        : answerDevicePoll(exchange, world)
    case 'images':
      return answerImages(exchange, world)
    default:
      // No WebSocket here: 426 sends a client to plain HTTP at once.
      return exchange.send(
        exchange.header('upgrade') === undefined
          ? detailReply(404, 'Not Found')
          : detailReply(426, 'Upgrade Required'),
      )
  }
}
