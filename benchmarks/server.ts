/**
 * The other side: plays streams rendered beforehand, as its own process, so that its work is nobody
 * else's. The first part of the path names the scenario. Prints its address when it listens.
 */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { renderStream } from './wire.ts'

type Play = (response: ServerResponse) => void

const headers = { 'content-type': 'text/event-stream', 'x-request-id': 'req_benchmark' }

function playWhole(deltaCount: number, chunkBytes?: number): Play {
  const { head, deltas, tail } = renderStream(deltaCount)
  const bytes = Buffer.from(head + deltas.join('') + tail)
  if (chunkBytes === undefined) return (response) => response.writeHead(200, headers).end(bytes)
  const chunks: Buffer[] = []
  for (let at = 0; at < bytes.length; at += chunkBytes)
    chunks.push(bytes.subarray(at, at + chunkBytes))
  return (response) => playChunks(response, chunks)
}

function playEventByEvent(deltaCount: number): Play {
  const { head, deltas, tail } = renderStream(deltaCount)
  const chunks = [head, ...deltas, tail].map((text) => Buffer.from(text))
  return (response) => playChunks(response, chunks)
}

function playChunks(response: ServerResponse, chunks: readonly Buffer[]): void {
  response.writeHead(200, headers)
  let index = 0
  const write = () => {
    while (index < chunks.length)
      if (!response.write(chunks[index++])) return void response.once('drain', write)
    response.end()
  }
  write()
}

function playSlowly(deltaCount: number, intervalMs: number): Play {
  const { head, deltas, tail } = renderStream(deltaCount)
  return (response) => {
    response.writeHead(200, headers)
    response.write(head)
    let index = 0
    const timer = setInterval(() => {
      if (index < deltaCount) return void response.write(deltas[index++])
      clearInterval(timer)
      response.end(tail)
    }, intervalMs)
    response.on('close', () => clearInterval(timer))
  }
}

const plays: Record<string, () => Play> = {
  'bulk-64k': () => playWhole(200_000, 64 * 1024),
  'bulk-event': () => playEventByEvent(200_000),
  short: () => playWhole(20),
  slow: () => playSlowly(150, 40),
}
const ready = new Map<string, Play>()

const server = createServer((request, response) => {
  const name = request.url?.split('/')[1] ?? ''
  request.resume()
  request.on('end', () => {
    let play = ready.get(name)
    if (!play) ready.set(name, (play = (plays[name] ?? plays['short'])!()))
    play(response)
  })
})
server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
