/** The variable that goes before any stored login, if one is set. */
export function credentialVariable(env: NodeJS.ProcessEnv): string | undefined {
  return ['CODEX_API_KEY', 'CODEX_ACCESS_TOKEN'].find((name) => env[name]?.trim())
}
