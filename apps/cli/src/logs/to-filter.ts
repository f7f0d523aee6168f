import type { DatabaseSync } from 'node:sqlite'
import { CommandError, UsageError } from '../command-error.ts'
import { findConversation, latestConversation } from '../log/conversation.ts'
import { findFragment } from '../log/fragments.ts'
import type { ResponseFilter } from '../log/list-responses.ts'
import { findSchema } from '../log/schemas.ts'
import type { ListSettings } from './list-options.ts'

/**
 * What a command line asks the log for; names and beginnings of ids become ids.
 *
 * @throws CommandError for what is not in the log, UsageError for what is no number
 */
export function toFilter(settings: ListSettings, database: DatabaseSync): ResponseFilter {
  const { cid, schema, fragment, query, tool, model } = settings
  const idOf = (name: 'id' | 'id-gt' | 'id-gte') => wholeNumber(`--${name}`, settings[name])
  const wanted = <T>(kind: string, word: string, found: T | undefined): T => {
    if (found !== undefined) return found
    throw new CommandError(
      `The log holds no ${kind} "${word}", or more than one.`,
      'Give more of its id; six characters at least.',
    )
  }
  return {
    search: query,
    byRelevance: !settings.latest,
    model,
    id: idOf('id'),
    idGreaterThan: idOf('id-gt'),
    idGreaterOrEqual: idOf('id-gte'),
    // Nothing was asked yet: an id that nothing has.
    ...(settings.current && { conversationId: latestConversation(database) ?? '' }),
    ...(cid !== undefined && {
      conversationId: wanted('conversation', cid, findConversation(database, cid)),
    }),
    ...(schema !== undefined && {
      schemaId: wanted('schema', schema, findSchema(database, schema)?.id),
    }),
    fragmentIds: fragment?.map((word) =>
      wanted('fragment', word, findFragment(database, word)?.id),
    ),
    tools: tool,
    hasToolCalls: settings.tools,
    hasSchema: isData(settings),
  }
}

/** Whether what answers hold is asked for rather than the answers. */
export function isData(settings: ListSettings): boolean {
  return settings.data || settings['data-array'] || settings['data-key'] !== undefined
}

/** @throws UsageError */
export function wholeNumber(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  if (/^\d{1,15}$/.test(value)) return Number(value)
  throw new UsageError(`${name} ${value} is no whole number.`, `Write it like ${name} 20.`)
}
