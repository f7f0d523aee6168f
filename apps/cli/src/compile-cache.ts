import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'

/** The folder in which Node keeps what it compiles, for a thread to use as well; `undefined` when it keeps nothing. */
export function compileCache(): string | undefined {
  const folder = getCompileCacheDir()
  // What it names is that of this version of Node, within the one it was given.
  return folder && dirname(folder)
}
