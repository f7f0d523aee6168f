import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { responseColumns, toLoggedResponse, type LoggedResponse } from './logged-response.ts'
import { toSearchQuery } from './search-query.ts'

/** Which answers to list; all conditions must hold. */
export interface ResponseFilter {
  /** Words that prompt and answer must hold. @see toSearchQuery */
  readonly search?: string | undefined
  /** The best matches of the search rather than the latest. */
  readonly byRelevance?: boolean | undefined
  readonly model?: string | undefined
  readonly conversationId?: string | undefined
  readonly id?: number | undefined
  readonly idGreaterThan?: number | undefined
  readonly idGreaterOrEqual?: number | undefined
  readonly schemaId?: string | undefined
  /** Ids of fragments that were all used. */
  readonly fragmentIds?: readonly string[] | undefined
  /** Names of tools that were all called. */
  readonly tools?: readonly string[] | undefined
  /** That any tool was called. */
  readonly hasToolCalls?: boolean | undefined
  /** That any schema was asked for. */
  readonly hasSchema?: boolean | undefined
}

/** The best are looked for among so many of the latest matches: of a common word there may be a hundred thousand. */
const rankedCount = 2_000

/** The latest answers of those that fit, the latest or best last. @param limit the greatest number of them; 0 is all */
export function listResponses(
  database: DatabaseSync,
  filter: ResponseFilter,
  limit: number,
): LoggedResponse[] {
  const { search } = filter
  const isRanked = search !== undefined && filter.byRelevance === true
  const { conditions, values } = toConditions(filter)
  const count = limit > 0 ? limit : -1
  const id = search === undefined ? 'responses.id' : 'responses_search.rowid'
  // Texts are read of those alone that are given.
  const rows = database
    .prepare(
      `WITH found AS (
        SELECT ${id} AS id, ${isRanked ? 'rank' : '0'} AS score FROM ${tablesFor(filter, conditions)}
        ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
        ORDER BY ${id} DESC LIMIT ?
      )
      SELECT ${responseColumns} FROM found JOIN responses ON responses.id = found.id
        JOIN conversations c ON c.id = conversation_id
        ORDER BY score, found.id DESC LIMIT ?`,
    )
    .all(...values, isRanked ? rankedCount : count, count)
  return rows.map(toLoggedResponse).toReversed()
}

/** A search is led by its index, in this order: the other way it would be asked anew for each answer. */
function tablesFor({ search }: ResponseFilter, conditions: readonly string[]): string {
  if (search === undefined) return 'responses'
  if (conditions.length === 1) return 'responses_search'
  return 'responses_search CROSS JOIN responses ON responses.id = responses_search.rowid'
}

function toConditions(filter: ResponseFilter) {
  const conditions: string[] = []
  const values: SQLInputValue[] = []
  const where = (condition: string, value?: SQLInputValue) => {
    if (value === undefined && condition.includes('?')) return
    conditions.push(condition)
    if (value !== undefined) values.push(value)
  }
  // Few have those: looking them up is quicker than looking at all.
  const among = (select: string, value?: SQLInputValue) =>
    where(`responses.id IN (${select})`, value)
  if (filter.search !== undefined) {
    where('responses_search MATCH ?', toSearchQuery(filter.search))
  }
  where('model = ?', filter.model)
  where('conversation_id = ?', filter.conversationId)
  where('responses.id = ?', filter.id)
  where('responses.id > ?', filter.idGreaterThan)
  where('responses.id >= ?', filter.idGreaterOrEqual)
  where('schema_id = ?', filter.schemaId)
  if (filter.hasSchema) among('SELECT id FROM responses WHERE schema_id IS NOT NULL')
  if (filter.hasToolCalls) among('SELECT response_id FROM tool_calls')
  for (const tool of filter.tools ?? []) {
    among('SELECT response_id FROM tool_calls WHERE name = ?', tool)
  }
  for (const fragment of filter.fragmentIds ?? []) {
    among('SELECT response_id FROM response_fragments WHERE fragment_id = ?', fragment)
  }
  return { conditions, values }
}
