import { join } from 'node:path'
import { configFolder } from '../config-folder.ts'
import { isRecord, readJsonFile, writeJsonFile, wrongShape } from '../settings/text-map.ts'

/** The two roads to a ChatGPT plan: the Codex CLI's login, or a sign-in of this program's own. */
export type CredentialName = 'codex' | 'chatgpt'

/** What a person has set about credentials. */
export interface CredentialSetting {
  /** What is used where nothing else is said. */
  readonly use?: CredentialName
  /** Tokens of the sign-in are plain text: there is no keyring here. */
  readonly plaintext?: boolean
}

/** @throws CommandError when the file is wrong */
export function readCredentialSetting(env: NodeJS.ProcessEnv): CredentialSetting {
  const path = fileOf(env)
  const value = readJsonFile(path)
  if (!isRecord(value)) throw wrongShape(path, 'it is no object')
  const { use, plaintext } = value
  if (use !== undefined && use !== 'codex' && use !== 'chatgpt')
    throw wrongShape(path, '"use" must be "codex" or "chatgpt"')
  return { ...(use && { use }), ...(plaintext === true && { plaintext }) }
}

export async function changeCredentialSetting(
  env: NodeJS.ProcessEnv,
  change: CredentialSetting,
): Promise<void> {
  await writeJsonFile(fileOf(env), { ...readCredentialSetting(env), ...change })
}

function fileOf(env: NodeJS.ProcessEnv): string {
  return join(configFolder(env), 'credential.json')
}
