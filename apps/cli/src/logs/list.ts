import { extractBlock } from '../answer/extract-block.ts'
import { CommandError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { listResponses } from '../log/list-responses.ts'
import { logPath } from '../log/log-path.ts'
import { readLog } from '../log/read-log.ts'
import { loadDetails } from '../log/response-details.ts'
import { canRender, loadMarkdown } from '../markdown/load-markdown.ts'
import { assertOneOf } from '../parse-arguments.ts'
import type { Entry } from './entry.ts'
import { formatMarkdown } from './format-markdown.ts'
import { cut, formatShort } from './format-short.ts'
import type { ListSettings } from './list-options.ts'
import { schemaData } from './schema-data.ts'
import { isData, toFilter, wholeNumber } from './to-filter.ts'

const defaultCount = 3

/** @throws CommandError */
export async function listLogs(settings: ListSettings, context: Context): Promise<void> {
  const { response, extract, xl, short, json } = settings
  const data = isData(settings)
  assertOneOf({ ...settings, data }, ['response', 'extract', 'xl', 'short', 'json', 'data'])
  const entries = loadEntries(settings, context)
  const { output } = context
  if (data) return printData(entries, settings, context)
  if (extract || xl) return output.print(blockOf(entries, xl ? 'last' : 'first'))
  if (response) return show(lastOf(entries).text, settings, context)
  const shown = settings.truncate ? entries.map(truncated) : entries
  if (json) return output.printJson(shown)
  if (entries.length === 0) return context.talk.say('Nothing in the log fits.')
  const options = { withUsage: settings.usage, expand: settings.expand }
  if (short) return output.print(formatShort(shown, options))
  return show(formatMarkdown(shown, options), settings, context)
}

function loadEntries(settings: ListSettings, { env }: Context): Entry[] {
  const count = wholeNumber('-n', settings.count)
  const entries = readLog(logPath(env), (database) => {
    const filter = toFilter(settings, database)
    const isWhole = filter.conversationId !== undefined || isData(settings)
    const limit = count ?? (isWhole ? 0 : defaultCount)
    const responses = listResponses(database, filter, limit)
    return responses.map((response) => ({ ...response, ...loadDetails(database, response.id) }))
  })
  return entries ?? []
}

/** Prints Markdown: as it is, or rendered at a terminal. */
async function show(
  markdown: string,
  { raw }: ListSettings,
  { output, env }: Context,
): Promise<void> {
  if (raw || !canRender(output, env)) return output.print(markdown)
  const view = await loadMarkdown(output)
  output.print(view.push(markdown) + view.end())
}

function lastOf(entries: readonly Entry[]): Entry {
  const last = entries.at(-1)
  if (last) return last
  throw new CommandError('Nothing in the log fits.', 'Leave out some of the options.')
}

/** The block of the last answer that has any. */
function blockOf(entries: readonly Entry[], which: 'first' | 'last'): string {
  for (const { text } of entries.toReversed()) {
    const block = extractBlock(text, which)
    if (block !== undefined) return block
  }
  throw new CommandError('These answers hold no fenced block.', 'Look at more of them with -n.')
}

function printData(entries: readonly Entry[], settings: ListSettings, { output }: Context): void {
  const data = schemaData(entries, { key: settings['data-key'], withIds: settings['data-ids'] })
  if (settings['data-array']) return output.printJson(data)
  for (const one of data) output.print(JSON.stringify(one))
}

function truncated(entry: Entry): Entry {
  const { prompt, system, text } = entry
  return { ...entry, prompt: cut(prompt), system: system && cut(system), text: cut(text) }
}
