import type { Exchange } from './exchange.ts'
import { cutBytes, type Chunking } from '../stream/chunk.ts'
import { frameEvent, framePreamble, type FramingStyle } from '../stream/frame.ts'
import { isEventStep, type Step } from '../stream/steps.ts'

/** How {@link writeSteps} writes. */
export interface WriteOptions {
  chunking: Chunking
  framing: FramingStyle | undefined
}

/** Writes a stream's steps as the body of an answer whose head was sent. */
export async function writeSteps(
  exchange: Exchange,
  steps: readonly Step[],
  { chunking, framing }: WriteOptions,
): Promise<void> {
  const perWrite = typeof chunking === 'object' && 'events' in chunking ? chunking.events : Infinity
  let pending: (string | Buffer)[] = [framePreamble(framing)]
  let events = 0
  let offset = 0

  const take = (): Buffer => {
    const piece = Buffer.concat(
      pending.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)),
    )
    pending = []
    events = 0
    return piece
  }
  const flush = async (): Promise<void> => {
    const piece = take()
    for (const chunk of cutBytes(piece, offset, chunking)) {
      if (exchange.isClosed) return
      await exchange.write(chunk)
    }
    offset += piece.length
  }

  for (const step of steps) {
    if (exchange.isClosed) return
    if (isEventStep(step)) {
      pending.push(frameEvent(step.event, framing))
      if (++events >= perWrite) await flush()
    } else if ('raw' in step) {
      pending.push(step.raw)
    } else if ('waitMs' in step) {
      exchange.flushHead()
      await flush()
      await exchange.wait(step.waitMs)
    } else if (step.end === 'close') {
      break
    } else {
      exchange.flushHead()
      await flush()
      if (step.end === 'silence') return exchange.closed
      return exchange.drop()
    }
  }
  if (chunking === 'whole') return exchange.end(take())
  await flush()
  await exchange.end()
}
