/**
 * Where Node keeps what it compiles of this program: below the user's folder for caches. Node's
 * own choice lies in the system's temporary folder, where another user can put code in its place.
 *
 * The same places as those of env-paths, which is not loaded here: whatever is loaded before the cache is not in it.
 */
export function ownCompileCache(): string {
  const { join } = process.getBuiltinModule('node:path')
  const { platform, env } = process
  const home = process.getBuiltinModule('node:os').homedir()
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'via-codex', 'compiled')
  if (platform === 'win32') {
    const local = env['LOCALAPPDATA'] || join(home, 'AppData', 'Local')
    return join(local, 'via-codex', 'Cache', 'compiled')
  }
  return join(env['XDG_CACHE_HOME'] || join(home, '.cache'), 'via-codex', 'compiled')
}
