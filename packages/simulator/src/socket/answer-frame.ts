import type { WebSocket } from 'ws'
import type { AccessTokenRecord } from '../authority/login.ts'
import { checkCodexRequest } from '../backend/check-request.ts'
import { limitEvent } from '../backend/limit-headers.ts'
import { prepareAnswer } from '../backend/responses.ts'
import type { FaultsInForce } from '../faults/fault-registry.ts'
import { replyOfFault } from '../faults/fault-answers.ts'
import { spoilSteps } from '../faults/fault-steps.ts'
import { isObject, parseJson } from '../json.ts'
import type { Reply } from '../reply.ts'
import type { LoggedRequest } from '../request-log.ts'
import type { Connection } from '../server/listen.ts'
import { createEnd, type End } from '../server/receive.ts'
import { faultContext } from '../server/route.ts'
import { isEventStep, type Step } from '../stream/steps.ts'
import type { World } from '../world.ts'
import type { SocketMemory } from './socket-memory.ts'
import { writeFrames } from './write-frames.ts'

/** A frame and the WebSocket it came by. */
export interface FrameCall {
  connection: Connection
  /** The request that opened the WebSocket. */
  record: LoggedRequest
  caller: AccessTokenRecord | undefined
  world: World
  socket: WebSocket
  memory: SocketMemory
  data: Buffer
}

/** Answers one frame; never rejects. @see docs/protocol.md §7 */
export async function answerFrame(call: FrameCall): Promise<void> {
  const { socket, memory, connection, world } = call
  const faults = world.faults.take('responses')
  const end = createEnd()
  const record = logFrame(call, faults, end)
  const left = () => {
    record.aborted = true
    end.settle('aborted')
  }
  socket.once('close', left)
  try {
    const steps = await stepsOf(call, record, faults)
    if (!steps) return
    const outcome = await writeFrames(socket, steps)
    if (outcome === 'reset') {
      end.settle('dropped')
      connection.socket.resetAndDestroy()
    } else if (outcome === 'sent') end.settle('answered')
  } catch (error) {
    // Most likely a scenario function threw: say so where the test will look.
    const message = error instanceof Error ? error.message : String(error)
    socket.close(1011, `The simulator failed: ${message}`.slice(0, 120))
  } finally {
    memory.isBusy = false
    socket.off('close', left)
  }
}

/** What to send; `undefined` when nothing is, ever. */
async function stepsOf(
  { caller, memory, data, world, socket }: FrameCall,
  record: LoggedRequest,
  faults: FaultsInForce,
): Promise<readonly Step[] | undefined> {
  const refuse = (reply: Reply): Step[] => {
    record.status = reply.status
    return [errorFrame(reply)]
  }
  const delay = faults.find('delay')
  if (delay) await new Promise((resolve) => setTimeout(resolve, delay.ms ?? 100))
  for (const fault of faults.all) {
    if (fault.kind === 'hang') return [{ end: 'silence' }]
    if (fault.kind === 'drop') return [{ end: 'reset' }]
    const reply = replyOfFault(fault, faultContext(world))
    if (reply) return refuse(reply)
  }
  const read = memory.read(data.toString('utf8'))
  if (read.refusal) return refuse(read.refusal)
  const { body, input, generates } = read
  const isWarmUp = !generates && input.length === 0
  const refusal = isWarmUp ? undefined : checkCodexRequest(body, world.catalog, world.options)
  if (refusal) return refuse(refusal)
  if (socket.readyState !== socket.OPEN) return undefined
  memory.isBusy = true
  memory.keep(undefined)
  record.status = 200
  const planType = caller?.login.account.planType
  const { fullOutput } = world.options
  const { built } = prepareAnswer({ faults, record }, world, { body, planType, fullOutput })
  const steps = generates ? built.steps : built.steps.filter(isBoundary)
  const items = Array.isArray(built.final['output']) ? built.final['output'] : []
  const output = generates ? items : []
  const spoiled = spoilSteps(steps, faults)
  if (spoiled.some(isCompletion)) {
    memory.keep({ id: String(built.final['id']), input, output })
  }
  if (!planType) return spoiled
  const { usedPercent, now } = world.options
  return [{ event: limitEvent(usedPercent, planType, now()) }, ...spoiled]
}

function isBoundary(step: Step): boolean {
  return isEventStep(step) && /^response\.(created|completed)$/u.test(step.event.type)
}

function isCompletion(step: Step): boolean {
  return isEventStep(step) && step.event.type === 'response.completed'
}

function errorFrame({ status, headers, body }: Reply): Step {
  const parsed = parseJson(body)
  const content = isObject(parsed) ? parsed : { detail: body }
  const error = isObject(content['error']) ? content['error'] : { message: content['detail'] }
  return { event: { type: 'error', status, error, headers } }
}

function logFrame({ record, data, world }: FrameCall, faults: FaultsInForce, end: End) {
  const frame: LoggedRequest = {
    ...record,
    number: world.log.nextNumber(),
    endpoint: 'responses',
    method: 'FRAME',
    bodyBytes: data.length,
    body: world.options.keepBodies ? parseJson(data.toString('utf8')) : undefined,
    arrivedAt: world.options.now(),
    faults: faults.kinds,
    status: undefined,
    aborted: false,
    ended: end.settled,
  }
  world.log.add(frame)
  return frame
}
