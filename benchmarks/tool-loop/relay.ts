/** A wire of some length: what goes through comes out later, and in TCP's first steps. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface RelayOptions {
  readonly port: number
  /** There and back, in milliseconds. */
  readonly roundTripMs: number
  /** Whether a connection begins with ten packets a round trip, twice as many the next, and anew after a pause. */
  readonly slowStart: boolean
}

export interface Relay {
  readonly port: number
  /** Bytes towards the server, and connections, since this was last asked. */
  report(): { bytes: number; connections: number }
}

const firstWindowBytes = 10 * 1460
/** After so long without sending, the window is the first one again. */
const idleResetMs = 300

export async function startRelay({ port, roundTripMs, slowStart }: RelayOptions): Promise<Relay> {
  let bytes = 0
  let connections = 0
  const server = createServer({ noDelay: true }, (client) => {
    connections++
    const upstream = connect({ port, host: '127.0.0.1', noDelay: true })
    // Opening takes a round trip before anything can be said.
    const readyAt = performance.now() + roundTripMs
    carry(client, upstream, {
      roundTripMs,
      slowStart,
      readyAt,
      onBytes: (count) => (bytes += count),
    })
    carry(upstream, client, { roundTripMs, slowStart, readyAt, onBytes: () => {} })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    report() {
      const seen = { bytes, connections }
      bytes = 0
      connections = 0
      return seen
    },
  }
}

interface Direction extends Pick<RelayOptions, 'roundTripMs' | 'slowStart'> {
  readonly readyAt: number
  readonly onBytes: (count: number) => void
}

function carry(from: Socket, to: Socket, { roundTripMs, slowStart, readyAt, onBytes }: Direction) {
  let waiting = Buffer.alloc(0)
  let windowBytes = slowStart ? firstWindowBytes : Number.POSITIVE_INFINITY
  let inFlight = 0
  let sentAt = 0
  let isEnded = false
  const pump = () => {
    const now = performance.now()
    if (slowStart && inFlight === 0 && now - sentAt > idleResetMs) windowBytes = firstWindowBytes
    const piece = waiting.subarray(0, Math.max(0, windowBytes - inFlight))
    if (piece.length === 0) return isEnded && inFlight === 0 ? void to.end() : undefined
    waiting = waiting.subarray(piece.length)
    inFlight += piece.length
    sentAt = now
    setTimeout(() => to.destroyed || to.write(piece), roundTripMs / 2)
    setTimeout(() => {
      inFlight -= piece.length
      windowBytes += piece.length
      pump()
    }, roundTripMs)
  }
  from.on('data', (chunk: Buffer) => {
    onBytes(chunk.length)
    waiting = Buffer.concat([waiting, chunk])
    setTimeout(pump, Math.max(0, readyAt - performance.now()))
  })
  from.on('error', () => to.destroy())
  from.on('close', () => {
    isEnded = true
    pump()
  })
}
