import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import * as z from 'zod'

const sunset =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=='

/** A server with a tool for each way a call can end. */
export function makeServer(): McpServer {
  const server = new McpServer({ name: 'birds', version: '1.0.0' })
  const bird = z.object({ bird: z.string() })
  const text = (words: string) => ({ content: [{ type: 'text' as const, text: words }] })
  server.registerTool(
    'birds.wingspan',
    { description: 'The wingspan of a bird.', inputSchema: bird },
    ({ bird }) => text(`${bird}: 3 m`),
  )
  server.registerTool(
    'birds_wingspan',
    { description: 'The same, by another name.', inputSchema: bird },
    ({ bird }) => text(`${bird}: 300 cm`),
  )
  server.registerTool('fail', { description: 'It fails.' }, () => ({
    ...text('No such bird.'),
    isError: true,
  }))
  server.registerTool('photo', { description: 'A photo.' }, () => ({
    content: [
      { type: 'text', text: 'At dusk:' },
      { type: 'image', mimeType: 'image/png', data: sunset },
    ],
  }))
  server.registerTool('secrets', { description: 'What it was handed.' }, () =>
    text(
      `${process.env['CODEX_API_KEY'] ?? 'no key'}, ${process.env['MCP_TEST_WORD'] ?? 'no word'}`,
    ),
  )
  server.registerTool('die', { description: 'It ends the server.' }, () => {
    console.error('I am tired.')
    // oxlint-disable-next-line unicorn/no-process-exit
    process.exit(3)
  })
  server.registerTool(
    'hang',
    { description: 'It never answers.' },
    () => new Promise<never>(() => {}),
  )
  return server
}

/** The same over HTTP. */
export async function serveOverHttp(): Promise<{ url: string } & AsyncDisposable> {
  const handler = createMcpHandler(makeServer)
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const { method = 'GET', url = '/', headers } = incoming
      const request = new Request(new URL(url, 'http://127.0.0.1'), {
        method,
        headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
        ...(method === 'POST' && { body: Buffer.concat(chunks) }),
      })
      void handler.fetch(request).then(async (response) => {
        outgoing.writeHead(response.status, Object.fromEntries(response.headers))
        for await (const chunk of response.body ?? []) outgoing.write(chunk)
        outgoing.end()
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    async [Symbol.asyncDispose]() {
      await handler.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
