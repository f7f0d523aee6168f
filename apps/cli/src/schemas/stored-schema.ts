import { logPath } from '../log/log-path.ts'
import { readLog } from '../log/read-log.ts'
import { findSchema } from '../log/schemas.ts'

/** A schema that the log keeps, by its id or the beginning of it; nothing when there is no log. */
export function findStoredSchema(
  id: string,
  env: NodeJS.ProcessEnv,
): Readonly<Record<string, unknown>> | undefined {
  if (!/^[0-9a-f]{6,32}$/.test(id)) return undefined
  return readLog(logPath(env), (database) => findSchema(database, id)?.schema)
}
