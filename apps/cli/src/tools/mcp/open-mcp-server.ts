import { Client } from '@modelcontextprotocol/client'
import { defineTool } from '@via-codex/core'
import { CommandError } from '../../command-error.ts'
import type { Context } from '../../context.ts'
import { exitCodes } from '../../exit-codes.ts'
import { oneLine } from '../../one-line.ts'
import { version } from '../../version.ts'
import type { ToolSource } from '../tool-source.ts'
import { openTransport } from './open-transport.ts'
import { isAddress, nameServer } from './server-name.ts'
import { toOutput } from './to-output.ts'
import { toToolNames } from './tool-names.ts'

export interface McpOptions {
  /** How long the connecting may take, and each call. */
  readonly limitMs: number
  /** Names that other tools have. */
  readonly taken: readonly string[]
}

/**
 * Connects to an MCP server and takes its tools. A server that ends later is told once; the model is told of each
 * call that came to nothing.
 *
 * @throws UsageError for what can be no server
 * @throws CommandError when it cannot be reached, or speaks something else
 */
export async function openMcpServer(
  server: string,
  { limitMs, taken }: McpOptions,
  context: Pick<Context, 'env' | 'talk' | 'signal'>,
): Promise<ToolSource> {
  const { talk, signal } = context
  const { transport, lastWords } = await openTransport(server, context)
  const client = new Client(
    { name: 'via-codex', version },
    // A command is not started twice to find out what it speaks: all of them know the older greeting.
    { versionNegotiation: { mode: isAddress(server) ? 'auto' : 'legacy' } },
  )
  const options = { timeout: limitMs, signal }
  let isClosing = false
  try {
    await client.connect(transport, options)
    const { tools } = await client.listTools(undefined, options)
    const names = toToolNames(
      tools.map(({ name }) => name),
      taken,
    )
    // Its one way to hear of it.
    // oxlint-disable-next-line unicorn/prefer-add-event-listener
    client.onclose = () => {
      if (!isClosing)
        talk.warn(`The MCP server ${nameServer(server)} has ended.${saying(lastWords())}`)
    }
    return {
      name: nameServer(server),
      tools: tools.map(({ name, description, inputSchema }, at) =>
        defineTool({
          name: names[at] ?? name,
          description,
          parameters: inputSchema,
          execute: async (args, call) =>
            toOutput(
              await client.callTool(
                { name, arguments: args },
                { timeout: limitMs, resetTimeoutOnProgress: true, signal: call.signal },
              ),
            ),
        }),
      ),
      async close() {
        isClosing = true
        await client.close().catch(() => {})
      },
    }
  } catch (error) {
    isClosing = true
    await client.close().catch(() => {})
    signal.throwIfAborted()
    throw unreachable(server, error, lastWords())
  }
}

function saying(words: string): string {
  return words === '' ? '' : ` It said: ${words}`
}

function unreachable(server: string, error: unknown, words: string): CommandError {
  const reason = oneLine(error instanceof Error ? error.message : String(error))
  return new CommandError(
    `The MCP server ${nameServer(server)} gives no tools: ${reason.replace(/\.$/, '')}.${saying(words)}`,
    isAddress(server)
      ? 'Check the address; servers that want a sign-in are not supported.'
      : 'Run the command by itself to see what it says. It must speak MCP on stdin and stdout.',
    isAddress(server) ? exitCodes.network : exitCodes.failed,
  )
}
