import type { Socket } from 'node:net'

/** How often an HTTP/2 connection asks the other side for a sign of life, in milliseconds. */
export const pingIntervalMs = 20_000

/**
 * Closes an HTTP/2 connection that is dead without having ended, as after a sleep or behind a router that
 * forgot it: its pings stay unanswered, so for two intervals not a byte came. Else each try would be sent
 * into it until the system gives up, which takes a quarter of an hour.
 */
export function watchConnection(socket: Socket, intervalMs: number): void {
  let seen = socket.bytesRead
  const timer = setInterval(() => {
    const { bytesRead } = socket
    if (bytesRead === seen) {
      socket.destroy(Object.assign(new Error('The connection is dead.'), { code: 'ECONNRESET' }))
    }
    seen = bytesRead
  }, intervalMs * 2.5)
  timer.unref()
  socket.once('close', () => clearInterval(timer))
}
