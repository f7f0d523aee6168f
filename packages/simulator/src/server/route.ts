import { answerAuthorize, answerDevicePoll, answerDeviceStart } from '../authority/sign-in.ts'
import { answerRevoke, answerToken } from '../authority/token-endpoint.ts'
import { answerWhoami } from '../authority/whoami.ts'
import { answerAccounts, answerModels, answerUsage } from '../backend/discovery.ts'
import { answerImages } from '../backend/images.ts'
import { limitHeaders } from '../backend/limit-headers.ts'
import { answerResponses } from '../backend/responses.ts'
import { isPlatformPath, isSiwcPath } from '../endpoint.ts'
import { replyOfFault, type FaultContext } from '../faults/fault-answers.ts'
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
    const reply = replyOfFault(fault, faultContext(world))
    if (reply) return exchange.send(reply)
  }
  return answer(exchange, world)
}

/** What faults may lean on at this moment. */
export function faultContext({ options }: World): FaultContext {
  const now = options.now()
  return { now, limitHeaders: limitHeaders(options.usedPercent, 'plus', now) }
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
      return exchange.send(detailReply(404, 'Not Found'))
  }
}
