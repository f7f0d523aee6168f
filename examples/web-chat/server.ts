/** Serves the page and its route on this machine: `PORT=3000`, or any other. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { POST } from './route.ts'

const bundle = await build({
  entryPoints: [fileURLToPath(new URL('page.tsx', import.meta.url))],
  bundle: true,
  write: false,
  format: 'esm',
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' },
})
const script = bundle.outputFiles[0]?.text ?? ''
const page = `<!doctype html><meta charset="utf-8"><title>Chat</title><link rel="icon" href="data:,">
<div id="root"></div><script type="module" src="/page.js"></script>`

const server = createServer((incoming, outgoing) => {
  void answer(incoming, outgoing).catch((error: unknown) => {
    // Someone who leaves is no failure.
    if (!outgoing.destroyed) console.error(error)
    outgoing.destroy()
  })
})
server.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object') console.log(`http://127.0.0.1:${address?.port}`)
})

async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  if (incoming.url === '/') return send(outgoing, 'text/html', page)
  if (incoming.url === '/page.js') return send(outgoing, 'text/javascript', script)
  // Another site's page must not spend your plan.
  const isOwn = incoming.headers.origin === `http://${incoming.headers.host}`
  if (incoming.method !== 'POST' || incoming.url !== '/api/chat' || !isOwn) {
    outgoing.writeHead(404).end()
    return
  }
  const controller = new AbortController()
  outgoing.once('close', () => controller.abort())
  const response = await POST(
    new Request('http://127.0.0.1/api/chat', {
      method: 'POST',
      body: new Uint8Array(await buffer(incoming)),
      signal: controller.signal,
    }),
  )
  outgoing.writeHead(response.status, Object.fromEntries(response.headers))
  if (response.body) await pipeline(response.body, outgoing)
}

function send(outgoing: ServerResponse, type: string, text: string): void {
  outgoing.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(text)
}
