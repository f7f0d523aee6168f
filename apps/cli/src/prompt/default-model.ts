const defaultModel = 'gpt-5.5'

/** The model of the option, else of `VIA_CODEX_MODEL`, else the default. */
export function modelFrom(option: string | undefined, env: NodeJS.ProcessEnv): string {
  return option || env['VIA_CODEX_MODEL'] || defaultModel
}
