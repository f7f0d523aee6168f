import envPaths from 'env-paths'

/** The folder of what this program keeps for its user: that of `VIA_CODEX_DATA_DIR`, else the system's place for it. */
export function dataFolder(env: NodeJS.ProcessEnv): string {
  return env['VIA_CODEX_DATA_DIR'] || envPaths('via-codex', { suffix: '' }).data
}
