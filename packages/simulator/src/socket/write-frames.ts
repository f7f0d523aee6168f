import { once } from 'node:events'
import type { WebSocket } from 'ws'
import { isEventStep, type Step } from '../stream/steps.ts'

/** Sends each event as a text frame. Tells whether all were given to the socket, it is to be reset, or the client left. */
export async function writeFrames(
  socket: WebSocket,
  steps: readonly Step[],
): Promise<'sent' | 'reset' | 'left'> {
  for (const step of steps) {
    if (socket.readyState !== socket.OPEN) return 'left'
    if (isEventStep(step)) socket.send(JSON.stringify(step.event))
    else if ('raw' in step) socket.send(dataOf(String(step.raw)))
    else if ('waitMs' in step) await new Promise((resolve) => setTimeout(resolve, step.waitMs))
    else if (step.end === 'silence') {
      await once(socket, 'close')
      return 'left'
    } else if (step.end === 'close') {
      socket.close(step.code ?? 1000)
    } else {
      await sent(socket)
      return 'reset'
    }
  }
  return 'sent'
}

/** What an event-stream text says: a frame has no lines. */
function dataOf(text: string): string {
  const lines = text.split('\n').filter((line) => line.startsWith('data:'))
  return lines.length > 0 ? lines.map((line) => line.slice(5).trimStart()).join('\n') : text
}

/** Settles once everything has left for the socket. */
async function sent(socket: WebSocket): Promise<void> {
  while (socket.bufferedAmount > 0 && socket.readyState === socket.OPEN)
    await new Promise((resolve) => setTimeout(resolve, 1))
}
