import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import type { Tool } from '@via-codex/core'
import type { ToolMessage, ToolRequest } from './messages.ts'

/** This module, for the thread that is to run it. */
export const serveToolsUrl = import.meta.url

/**
 * Runs the tools of one file, in a thread of its own: whatever they do, the program itself goes on.
 *
 * @public called by its name, where the thread begins
 */
export async function serveTools(): Promise<void> {
  // Node's remarks on how it reads TypeScript are of no use here.
  process.removeAllListeners('warning')
  const { path } = workerData as { path: string }
  let tools: ReadonlyMap<string, Tool>
  try {
    const exported = (await import(pathToFileURL(path).href)) as Record<string, unknown>
    // Not before: much of this program is behind it.
    const { readTools } = await import('./read-tools.ts')
    tools = new Map(readTools(exported).map((tool) => [tool.name, tool]))
  } catch (error) {
    return send({ type: 'refused', message: messageOf(error) })
  }
  const running = new Map<number, AbortController>()
  parentPort?.on('message', (request: ToolRequest) => {
    if (request.type === 'stop') return running.get(request.id)?.abort()
    const controller = new AbortController()
    running.set(request.id, controller)
    void answer(request, tools.get(request.name), controller.signal).then((message) => {
      running.delete(request.id)
      send(message)
    })
  })
  send({
    type: 'loaded',
    tools: [...tools.values()].map(({ name, description, parameters, strict }) => ({
      name,
      ...(description !== undefined && { description }),
      parameters: parameters ?? {},
      strict: strict ?? false,
    })),
  })
}

async function answer(
  { id, type, name, args, callId }: ToolRequest,
  tool: Tool | undefined,
  signal: AbortSignal,
): Promise<ToolMessage> {
  try {
    if (!tool) throw new Error(`The tool ${name} is gone.`)
    const work = await tool.prepare(args)
    const value = type === 'run' ? toJson(await work({ callId, signal })) : undefined
    return { type: 'reply', id, value }
  } catch (error) {
    return { type: 'failure', id, message: messageOf(error) }
  }
}

/** What can go from thread to thread, and to the model. */
function toJson(value: unknown): unknown {
  if (typeof value === 'string') return value
  const text = JSON.stringify(value) as string | undefined
  return text === undefined ? '' : (JSON.parse(text) as unknown)
}

function send(message: ToolMessage): void {
  // A thread has no origin.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  parentPort?.postMessage(message)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error)
}
