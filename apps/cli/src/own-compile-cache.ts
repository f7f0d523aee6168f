/**
 * Where Node keeps what it compiles of this program: below the user's folder for caches. Node's
 * own choice lies in the system's temporary folder, where another user can put code in its place.
 *
 * The same places as those of env-paths, which is not loaded here: whatever is loaded before the cache is not in it.
 */
export function ownCompileCache(): string {
  const path = process.getBuiltinModule('node:path')
  const { platform, env } = process
  const home = process.getBuiltinModule('node:os').homedir()
  if (platform === 'darwin') return path.join(home, 'Library', 'Caches', 'via-codex', 'compiled')
  if (platform === 'win32') {
    const local = env['LOCALAPPDATA'] || path.join(home, 'AppData', 'Local')
    return path.join(local, 'via-codex', 'Cache', 'compiled')
  }
  return path.join(env['XDG_CACHE_HOME'] || path.join(home, '.cache'), 'via-codex', 'compiled')
}
