import { answerOfBrain } from '../brain/brain.ts'
import { isPlatformPath } from '../endpoint.ts'
import { spoilSteps } from '../faults/fault-steps.ts'
import type { Exchange } from '../http/exchange.ts'
import { jsonReply } from '../reply.ts'
import type { LoggedRequest } from '../request-log.ts'
import type { JsonObject } from '../json.ts'
import { resolveScenario, type Scenario } from '../scenario.ts'
import { buildResponse, type BuiltResponse } from '../stream/build-response.ts'
import { writeSteps } from '../http/write-steps.ts'
import { checkSiwcRequest } from '../siwc/check-siwc-request.ts'
import type { World } from '../world.ts'
import { authenticate } from './authenticate.ts'
import { checkCodexRequest, checkPlatformRequest, readRequest } from './check-request.ts'
import { limitHeaders } from './limit-headers.ts'
import { estimateTokens } from './prompt-cache.ts'

const BRAIN_PACE_MS = 2

/** POST …/responses. @see docs/protocol.md §6 */
export async function answerResponses(exchange: Exchange, world: World): Promise<void> {
  const caller = authenticate(exchange, world)
  if (caller.refusal) return exchange.send(caller.refusal)
  const read = readRequest(exchange)
  if (read.refusal) return exchange.send(read.refusal)
  const { body } = read
  const isPlatform = isPlatformPath(exchange.record.path)
  const refusal = caller.siwc
    ? checkSiwcRequest(body, world.catalog)
    : isPlatform
      ? checkPlatformRequest(body)
      : checkCodexRequest(body, world.catalog, world.options)
  if (refusal) return exchange.send(refusal)

  const planType = caller.access?.login.account.planType
  const fullOutput = (isPlatform && !caller.siwc) || world.options.fullOutput
  const { built, headers } = prepareAnswer(exchange, world, { body, planType, fullOutput })
  if (isPlatform && body['stream'] !== true)
    return exchange.send(jsonReply(200, built.final, headers))
  exchange.head(200, {
    ...(exchange.faults.find('no-content-type')
      ? undefined
      : { 'content-type': 'text/event-stream; charset=utf-8' }),
    'cache-control': 'no-cache',
    ...headers,
  })
  await writeSteps(exchange, spoilSteps(built.steps, exchange.faults), {
    chunking: exchange.faults.find('chunking')?.chunking ?? world.options.chunking,
    framing: framingOf(exchange),
  })
}

/** A request that was found good. */
export interface GoodRequest {
  body: JsonObject
  planType: string | undefined
  /** Put all items into the end event. */
  fullOutput: boolean
}

/** What is looked at of a call: over HTTP an exchange, over a WebSocket a frame. */
type Call = Pick<Exchange, 'faults'> & { record: Pick<LoggedRequest, 'headers'> }

/** The answer to a good request, and the headers that belong to it. */
export function prepareAnswer(
  { faults, record: { headers: sent } }: Call,
  world: World,
  { body, planType, fullOutput }: GoodRequest,
): { built: BuiltResponse; headers: Record<string, string> } {
  const scenario = chooseScenario(sent, world, body)
  const prompt = JSON.stringify([body['tools'], body['instructions'], body['input']])
  const model = String(body['model'])
  const built = buildResponse(scenario, {
    request: body,
    model,
    createdAt: world.options.now(),
    random: world.random,
    inputTokens: estimateTokens(prompt),
    cachedTokens: world.promptCache.cachedTokens(sent['session-id'], prompt),
    fullOutput,
  })
  const headers = {
    'x-request-id': `req_fake_${world.random.hex(24)}`,
    'openai-model': scenario.model ?? model,
    'x-models-etag': faults.find('new-models-etag')
      ? `W/"fake-models-${world.random.hex(6)}"`
      : world.catalog.etag,
    ...(planType
      ? limitHeaders(world.options.usedPercent, planType, world.options.now())
      : undefined),
    ...scenario.headers,
  }
  return { built, headers }
}

function framingOf(exchange: Exchange): Parameters<typeof writeSteps>[2]['framing'] {
  const fault = exchange.faults.find('framing')
  return fault && (fault.style ?? 'comments')
}

function chooseScenario(
  headers: LoggedRequest['headers'],
  world: World,
  body: JsonObject,
): Scenario {
  const call = { body, headers }
  const { options } = world
  const queued = world.scenarios.take(call)
  const scripted = queued ?? (options.scenario && resolveScenario(options.scenario, call))
  if (scripted) return { paceMs: options.paceMs, ...scripted }
  return { paceMs: options.paceMs ?? BRAIN_PACE_MS, ...answerOfBrain(body) }
}
