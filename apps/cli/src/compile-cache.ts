import { join } from 'node:path'
import envPaths from 'env-paths'

/**
 * Where Node keeps what it compiles of this program, for its threads as well. In the user's own folder: Node's own
 * choice lies in the system's temporary folder, where another user can put code in its place.
 */
export const compileCache: string = join(envPaths('via-codex', { suffix: '' }).cache, 'compiled')
