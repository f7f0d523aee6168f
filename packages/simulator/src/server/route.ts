import { answerAuthorize, answerDevicePoll, answerDeviceStart } from '../authority/sign-in.ts'
import { answerRevoke, answerToken } from '../authority/token-endpoint.ts'
import { answerWhoami } from '../authority/whoami.ts'
import { answerAccounts, answerModels, answerUsage } from '../backend/discovery.ts'
import { answerImages } from '../backend/images.ts'
import { limitHeaders } from '../backend/limit-headers.ts'
import { answerResponses } from '../backend/responses.ts'
import { isPlatformPath, isSiwcPath } from '../endpoint.ts'
import { replyOfFault } from '../faults/fault-answers.ts'
import { answerSiwcAuthorize } from '../siwc/answer-authorize.ts'
import { answerDiscovery, answerJwks } from '../siwc/answer-discovery.ts'
import { answerSiwcRevoke, answerSiwcToken } from '../siwc/answer-token.ts'
import { siwcErrorReply } from '../siwc/siwc-errors.ts'
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
  const isSiwc = isSiwcPath(exchange.record.path)
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
      return isSiwc ? answerSiwcToken(exchange, world) : answerToken(exchange, world)
    case 'revoke':
      return isSiwc ? answerSiwcRevoke(exchange, world) : answerRevoke(exchange, world)
    case 'authorize':
      return isSiwc ? answerSiwcAuthorize(exchange, world) : answerAuthorize(exchange, world)
    case 'whoami':
      return answerWhoami(exchange, world)
    case 'device':
      return exchange.record.path.endsWith('/usercode')
        ? answerDeviceStart(exchange, world)
        : answerDevicePoll(exchange, world)
    case 'images':
      return answerImages(exchange, world)
    case 'discovery':
      return answerDiscovery(exchange, world)
    case 'jwks':
      return answerJwks(exchange, world)
    default:
      if (
        isPlatformPath(exchange.record.path) &&
        world.siwc.findAccessToken(exchange.record.bearer ?? '')
      )
        return exchange.send(siwcErrorReply('subscription_sharing_route_not_supported'))
      // No WebSocket here: 426 sends a client to plain HTTP at once.
      return exchange.send(
        exchange.header('upgrade') === undefined
          ? detailReply(404, 'Not Found')
          : detailReply(426, 'Upgrade Required'),
      )
  }
}
