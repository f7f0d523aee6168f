import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Tool, ToolContext } from '@via-codex/core'
import { CommandError, UsageError } from '../../command-error.ts'
import type { Context } from '../../context.ts'
import { oneLine } from '../../one-line.ts'
import type { ToolSource } from '../tool-source.ts'
import { withinTime } from '../within-time.ts'
import type { ToolWords } from './messages.ts'
import { ToolThread } from './tool-thread.ts'

/**
 * Loads the tools of a JavaScript or TypeScript file. They run in a thread of their own, which is ended when it
 * hangs, and begun again for the next call. What they print goes to stderr.
 *
 * @param limitMs how long the loading may take, and each call
 * @throws UsageError when there is no such file, or no tool in it
 * @throws CommandError when it cannot be loaded
 */
export async function openToolFile(
  file: string,
  limitMs: number,
  { talk, signal }: Pick<Context, 'talk' | 'signal'>,
): Promise<ToolSource> {
  const path = resolve(file)
  assertFile(file, path)
  const { serveToolsUrl } = await import('./serve-tools.ts')
  const begin = () => new ToolThread(path, serveToolsUrl, (line) => talk.say(line))
  let thread = begin()
  const onAbort = () => void thread.end(new Error('it was stopped'))
  signal.addEventListener('abort', onAbort, { once: true })

  /** One question to the thread, within the time there is. */
  const ask = async (work: () => Promise<unknown>): Promise<unknown> => {
    if (thread.hasEnded) thread = begin()
    const current = thread
    return withinTime(work, limitMs, () => current.end(new Error('it took too long')))
  }
  let words: readonly ToolWords[]
  try {
    words = (await ask(() => thread.loaded)) as readonly ToolWords[]
    if (words.length === 0) throw noTool(file)
  } catch (error) {
    signal.removeEventListener('abort', onAbort)
    await thread.end(new Error('it is of no use'))
    signal.throwIfAborted()
    if (error instanceof UsageError) throw error
    throw unloadable(file, error)
  }
  const tools = words.map((tool): Tool => {
    const { name } = tool
    return {
      type: 'function',
      ...tool,
      async prepare(args) {
        await ask(() => thread.ask({ type: 'check', name, args, callId: '' }))
        return ({ callId, signal: callSignal }: ToolContext) =>
          ask(() => thread.ask({ type: 'run', name, args, callId }, callSignal))
      },
    }
  })
  return {
    name: file,
    tools,
    async close() {
      signal.removeEventListener('abort', onAbort)
      await thread.end(new Error('it was closed'))
    },
  }
}

function assertFile(file: string, path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return
  throw new UsageError(
    `There is no file ${file}.`,
    'Name a JavaScript or TypeScript file that exports tools; see `via-codex tools --help`.',
  )
}

function noTool(file: string): UsageError {
  return new UsageError(
    `${file} exports no tool.`,
    'Export objects with name, description, parameters and execute; see `via-codex tools --help`.',
  )
}

function unloadable(file: string, error: unknown): CommandError {
  const reason = oneLine(error instanceof Error ? error.message : String(error))
  return new CommandError(
    `The tools of ${file} cannot be loaded: ${reason.replace(/\.$/, '')}.`,
    'Put the file right. `via-codex tools list --functions FILE` tries it.',
  )
}
