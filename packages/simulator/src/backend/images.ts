import type { Exchange } from '../http/exchange.ts'
import { detailReply, jsonReply } from '../reply.ts'
import { sunsetPng } from '../sunset-png.ts'
import type { World } from '../world.ts'
import { authenticate } from './authenticate.ts'
import { readRequest } from './check-request.ts'

/** POST …/images/generations and …/images/edits: one small picture. @see docs/protocol.md §9.4 */
export function answerImages(exchange: Exchange, world: World): Promise<void> {
  const caller = authenticate(exchange, world)
  if (caller.refusal) return exchange.send(caller.refusal)
  const read = readRequest(exchange)
  if (read.refusal) return exchange.send(read.refusal)
  const { body } = read
  if (typeof body['prompt'] !== 'string' || body['prompt'] === '')
    return exchange.send(detailReply(400, 'Prompt is required'))
  if (typeof body['model'] !== 'string') return exchange.send(detailReply(400, 'Model is required'))
  if (exchange.record.path.endsWith('/edits') && !Array.isArray(body['images']))
    return exchange.send(detailReply(400, 'Images must be a list'))
  return exchange.send(
    jsonReply(200, {
      created: Math.floor(world.options.now().getTime() / 1000),
      data: [{ b64_json: sunsetPng().toString('base64') }],
    }),
  )
}
