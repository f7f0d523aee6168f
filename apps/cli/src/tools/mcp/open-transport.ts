import type { Readable } from 'node:stream'
import type { Transport } from '@modelcontextprotocol/client'
import { UsageError } from '../../command-error.ts'
import type { Context } from '../../context.ts'
import { isAddress, nameServer } from './server-name.ts'

export interface OpenTransport {
  readonly transport: Transport
  /** What the server wrote to stderr last. */
  readonly lastWords: () => string
}

/** What other programs must not be handed. */
const secrets = new Set(['CODEX_API_KEY', 'CODEX_ACCESS_TOKEN'])
const keptWords = 2_000

/** The way to a server: an address, or a command that speaks on stdin and stdout. @throws UsageError */
export async function openTransport(
  server: string,
  { env }: Pick<Context, 'env'>,
): Promise<OpenTransport> {
  if (isAddress(server)) {
    if (!URL.canParse(server)) {
      throw new UsageError(
        `--mcp ${nameServer(server)} is no address.`,
        'Write it like https://example.com/mcp.',
      )
    }
    const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client')
    const transport = new StreamableHTTPClientTransport(new URL(server))
    return { transport, lastWords: () => '' }
  }
  if (server.trim() === '') {
    throw new UsageError('--mcp names no server.', 'Give the command of one, or its address.')
  }
  const { StdioClientTransport } = await import('@modelcontextprotocol/client/stdio')
  const isWindows = process.platform === 'win32'
  const transport = new StdioClientTransport({
    command: isWindows ? (env['ComSpec'] ?? 'cmd.exe') : 'sh',
    // In place of the shell, so that ending it ends the server.
    args: isWindows ? ['/d', '/s', '/c', server] : ['-c', `exec ${server}`],
    env: environmentOf(env),
    stderr: 'pipe',
  })
  let words = ''
  ;(transport.stderr as Readable | null)?.on('data', (text: Buffer) => {
    words = (words + text.toString()).slice(-keptWords)
  })
  return { transport, lastWords: () => words.trim().split('\n').at(-1) ?? '' }
}

function environmentOf(env: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(env).filter(([name]) => !secrets.has(name))
  return Object.fromEntries(entries.flatMap(([name, value]) => (value ? [[name, value]] : [])))
}
