import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import {
  responseColumns,
  responseTables,
  toLoggedResponse,
  type LoggedResponse,
} from './logged-response.ts'
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

/** The latest answers of those that fit, the latest last. @param limit the greatest number of them; 0 is all */
export function listResponses(
  database: DatabaseSync,
  filter: ResponseFilter,
  limit: number,
): LoggedResponse[] {
  const conditions: string[] = []
  const values: SQLInputValue[] = []
  const where = (condition: string, ...given: SQLInputValue[]) => {
    conditions.push(condition)
    values.push(...given)
  }
  const { search, model, conversationId, id, schemaId } = filter
  const called = 'SELECT 1 FROM tool_calls WHERE response_id = responses.id'
  const used = 'SELECT 1 FROM response_fragments WHERE response_id = responses.id'
  if (search !== undefined) where('responses_search MATCH ?', toSearchQuery(search))
  if (model !== undefined) where('model = ?', model)
  if (conversationId !== undefined) where('conversation_id = ?', conversationId)
  if (id !== undefined) where('responses.id = ?', id)
  if (filter.idGreaterThan !== undefined) where('responses.id > ?', filter.idGreaterThan)
  if (filter.idGreaterOrEqual !== undefined) where('responses.id >= ?', filter.idGreaterOrEqual)
  if (schemaId !== undefined) where('schema_id = ?', schemaId)
  if (filter.hasSchema) where('schema_id IS NOT NULL')
  if (filter.hasToolCalls) where(`EXISTS (${called})`)
  for (const tool of filter.tools ?? []) where(`EXISTS (${called} AND name = ?)`, tool)
  for (const fragment of filter.fragmentIds ?? []) {
    where(`EXISTS (${used} AND fragment_id = ?)`, fragment)
  }
  // The index of the search gives the latest first without looking at the rest.
  const order = search === undefined ? 'responses.id' : 'responses_search.rowid'
  if (search !== undefined) where('responses.id = responses_search.rowid')
  const rows = database
    .prepare(
      `SELECT ${responseColumns}
        FROM ${search === undefined ? '' : 'responses_search CROSS JOIN '}${responseTables}
        ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
        ORDER BY ${search !== undefined && filter.byRelevance ? 'rank' : `${order} DESC`} LIMIT ?`,
    )
    .all(...values, limit > 0 ? limit : -1)
  return rows.map(toLoggedResponse).toReversed()
}
