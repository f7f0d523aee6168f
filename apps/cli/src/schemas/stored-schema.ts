import { existsSync } from 'node:fs'
import { withLog } from '../log/open-log.ts'
import { logPath } from '../log/log-path.ts'
import { findSchema } from '../log/schemas.ts'

/** A schema that the log keeps, by its id or the beginning of it; nothing when there is no log. */
export function findStoredSchema(
  id: string,
  env: NodeJS.ProcessEnv,
): Readonly<Record<string, unknown>> | undefined {
  const path = logPath(env)
  if (!/^[0-9a-f]{6,32}$/.test(id) || !existsSync(path)) return undefined
  return withLog(path, (database) => findSchema(database, id)?.schema)
}
