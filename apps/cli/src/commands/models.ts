import type { ModelInfo } from '@via-codex/core'
import { formatManual } from '../manual/format-manual.ts'
import type { Manual } from '../manual/manual.ts'
import { formatTable } from '../format-table.ts'
import type { Context } from '../context.ts'
import { withClient } from '../open-client.ts'
import { assertNoWords, onlineOptions, parseArguments } from '../parse-arguments.ts'

const options = {
  json: {
    type: 'boolean',
    default: false,
    words: 'every model with all that is known of it, as JSON',
  },
  ...onlineOptions,
} as const

export const manual: Manual = {
  usage: ['models [options]'],
  about: 'Lists the models your plan may use, the recommended one first.',
  options,
  examples: ['via-codex models', "via-codex models --json | jq -r '.[].id'"],
}

export async function run(args: readonly string[], context: Context): Promise<void> {
  const { values, positionals } = parseArguments(args, options, 'via-codex models --help')
  const { output, status, talk, signal } = context
  if (values.help) return output.print(formatManual(manual))
  assertNoWords(positionals, 'models')
  await withClient(values, context, async (client) => {
    status.start()
    const models = await client.models.list({ signal })
    status.stop()
    if (values.json) return output.printJson(models)
    const listed = models.filter(({ visibility }) => visibility !== 'hide')
    if (listed.length === 0) return talk.warn('The server lists no model for this login.')
    return output.print(toTable(listed))
  })
}

function toTable(models: readonly ModelInfo[]): string {
  const rows = models.map((model) => [
    model.id,
    model.displayName ?? '',
    model.contextWindow?.toLocaleString('en-US') ?? '',
    model.reasoningEfforts
      .map((effort) => (effort === model.defaultReasoningEffort ? `${effort}*` : effort))
      .join(' '),
  ])
  const head = ['ID', 'NAME', 'CONTEXT', 'EFFORTS (* default)']
  return formatTable([head, ...rows], { rightAligned: [2] })
}
