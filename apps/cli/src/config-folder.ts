import envPaths from 'env-paths'

/** The folder of what a person sets: that of `VIA_CODEX_CONFIG_DIR`, else the system's place for it. */
export function configFolder(env: NodeJS.ProcessEnv): string {
  return env['VIA_CODEX_CONFIG_DIR'] || envPaths('via-codex', { suffix: '' }).config
}
