import type { ApproveToolCall, Tool } from '@via-codex/core'
import type { Context } from '../context.ts'
import type { Template } from '../templates/template.ts'
import type { PromptSettings } from './parse-prompt-arguments.ts'
import { parseChainLimit, parseToolTimeout } from './tool-options.ts'

type ToolChoice = Pick<
  PromptSettings,
  'tool' | 'functions' | 'mcp' | 'ta' | 'td' | 'cl' | 'tool-timeout'
>

/**
 * Lends the tools that options and template ask for, and the person's approval where it is wanted; ends what runs for
 * them in any case. Without any, nothing is loaded.
 *
 * @throws UsageError @throws CommandError
 */
export async function withTools<T>(
  settings: ToolChoice,
  template: Template,
  context: Context,
  work: (tools: readonly Tool[], approve: ApproveToolCall | undefined) => Promise<T>,
): Promise<T> {
  parseChainLimit(settings.cl)
  const limitMs = parseToolTimeout(settings['tool-timeout'])
  const tool = [...(template.tools ?? []), ...settings.tool]
  const functions = [...(template.functions ?? []), ...settings.functions]
  const mcp = [...(template.mcp ?? []), ...settings.mcp]
  if (tool.length + functions.length + mcp.length === 0) return work([], undefined)
  using approver = settings.ta
    ? (await import('../tools/approve-calls.ts')).openApprover(context)
    : undefined
  const { openTools } = await import('../tools/open-tools.ts')
  context.status.start()
  await using opened = await openTools({ tool, functions, mcp, limitMs }, context)
  return await work(opened.tools, approver?.approve)
}
