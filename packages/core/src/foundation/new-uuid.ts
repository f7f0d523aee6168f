import { randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'

const bytesEach = 16
/** Asking for randomness costs as much as the rest of the id, so it is asked for many at once. */
const pool = new Uint8Array(128 * bytesEach)
let used = pool.length

/** A new UUID of version 7. @see https://www.rfc-editor.org/rfc/rfc9562 */
export function newUuid(): string {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  return v7({ random: pool.subarray(used, (used += bytesEach)) })
}
