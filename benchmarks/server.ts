/**
 * The other side: plays streams rendered beforehand, as its own process, so that its work is nobody
 * else's. The first part of the path names what it plays. With
 * `--quick` they are a hundredth as long. Prints its address when it listens.
 */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { renderGiant, renderStream, type RenderedStream } from './wire.ts'

type Play = (response: ServerResponse) => void

const headers = { 'content-type': 'text/event-stream', 'x-request-id': 'req_benchmark' }

const bytesOf = ({ head, deltas, tail }: RenderedStream) =>
  Buffer.from(head + deltas.join('') + tail)

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } })
const scale = values.quick ? 0.01 : 1

/** What it plays; each is rendered when it is first asked for. */
const plays = {
  bulk: () => playWhole(bytesOf(renderStream(200_000 * scale))),
  pieces: () => playPieces(eventsOf(renderStream(50_000 * scale))),
  split: () => playPieces(splitCharacters(bytesOf(renderStream(50_000 * scale, '東')))),
  giant: () => playPieces(cutEvery(bytesOf(renderGiant(4_000_000 * scale)), 16_000)),
  short: () => playWhole(bytesOf(renderStream(20))),
  slow: () => playSlowly(renderStream(50), 40 * scale),
} satisfies Record<string, () => Play>
export type PlayName = keyof typeof plays

function playWhole(bytes: Buffer): Play {
  return (response) => response.writeHead(200, headers).end(bytes)
}

function eventsOf({ head, deltas, tail }: RenderedStream): Buffer[] {
  return [head, ...deltas, tail].map((text) => Buffer.from(text))
}

function cutEvery(bytes: Buffer, length: number): Buffer[] {
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length; at += length) pieces.push(bytes.subarray(at, at + length))
  return pieces
}

/** Cuts after the first byte of each character that has several. */
function splitCharacters(bytes: Buffer): Buffer[] {
  const pieces: Buffer[] = []
  let start = 0
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at]! < 0xc0) continue
    pieces.push(bytes.subarray(start, at + 1))
    start = at + 1
  }
  return [...pieces, bytes.subarray(start)]
}

function playPieces(pieces: readonly Buffer[]): Play {
  return (response) => {
    response.writeHead(200, headers)
    let index = 0
    const write = () => {
      while (index < pieces.length)
        if (!response.write(pieces[index++])) return void response.once('drain', write)
      response.end()
    }
    write()
  }
}

function playSlowly({ head, deltas, tail }: RenderedStream, intervalMs: number): Play {
  return (response) => {
    response.writeHead(200, headers)
    response.write(head)
    let index = 0
    const timer = setInterval(() => {
      if (index < deltas.length) return void response.write(deltas[index++])
      clearInterval(timer)
      response.end(tail)
    }, intervalMs)
    response.on('close', () => clearInterval(timer))
  }
}

const ready = new Map<string, Play>()

const server = createServer((request, response) => {
  const name = request.url?.split('/')[1] ?? ''
  request.resume()
  request.on('end', () => {
    let play = ready.get(name)
    if (!play && Object.hasOwn(plays, name)) ready.set(name, (play = plays[name as PlayName]()))
    if (play) play(response)
    else response.writeHead(404).end()
  })
})
server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
