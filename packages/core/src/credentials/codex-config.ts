import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CredentialError } from '../errors/credential-error.ts'
import { isJsonObject } from '../protocol/json.ts'
import type { CodexHome } from './codex-home.ts'

/** Where the Codex CLI can keep a login. @see docs/protocol.md §1.4 */
export type CodexStoreSetting = 'file' | 'keyring' | 'auto' | 'ephemeral'

/** What the Codex CLI's config.toml says about where the login is. */
export interface CodexConfig {
  /** `cli_auth_credentials_store` */
  readonly store?: CodexStoreSetting
  /** `secret_auth_storage` under `[features]`: the keyring holds a passphrase, a file the login. */
  readonly secretAuthStorage?: boolean
}

const storeSettings: readonly string[] = ['file', 'keyring', 'auto', 'ephemeral']
const storeKey = 'cli_auth_credentials_store'
const featureKey = 'secret_auth_storage'

/**
 * Reads config.toml of a Codex home. A file that mentions neither setting is not looked into: it costs no
 * time, and its faults are not ours to report.
 *
 * @throws {@link CredentialError} `CREDENTIAL_UNREADABLE`, naming file and line or setting, never content
 */
export async function readCodexConfig(home: CodexHome): Promise<CodexConfig> {
  const path = join(home.path, 'config.toml')
  const text = await readText(path)
  if (!text.includes(storeKey) && !text.includes(featureKey)) return {}
  const { parse, TomlError } = await import('smol-toml')
  let values: Record<string, unknown>
  try {
    values = parse(text)
  } catch (error) {
    // The error of the parser quotes the file, which may hold secrets: only its line goes on.
    const line = error instanceof TomlError ? `, line ${error.line}` : ''
    throw unreadable(path, `${path}${line}: this is not TOML.`, 'Correct that line.')
  }
  return toCodexConfig(values, path)
}

function toCodexConfig(values: Record<string, unknown>, path: string): CodexConfig {
  const { [storeKey]: store, features } = values
  const secretAuthStorage = isJsonObject(features) ? features[featureKey] : undefined
  if (store !== undefined && !storeSettings.includes(store as string)) {
    const choices = storeSettings.map((setting) => `"${setting}"`).join(', ')
    throw unreadable(
      path,
      `${path}: ${storeKey} has an unknown value.`,
      `Use one of ${choices}.`,
      storeKey,
    )
  }
  if (secretAuthStorage !== undefined && typeof secretAuthStorage !== 'boolean') {
    const field = `features.${featureKey}`
    throw unreadable(path, `${path}: ${field} has an unknown value.`, 'Use true or false.', field)
  }
  return {
    ...(store !== undefined && { store: store as CodexStoreSetting }),
    ...(secretAuthStorage !== undefined && { secretAuthStorage }),
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return ''
    throw unreadable(
      path,
      `${path} cannot be read (${code}).`,
      'Check who owns the file and its permissions.',
      undefined,
      error,
    )
  }
}

function unreadable(
  path: string,
  message: string,
  hint: string,
  field?: string,
  cause?: unknown,
): CredentialError {
  return new CredentialError('CREDENTIAL_UNREADABLE', message, {
    locations: [path],
    hint,
    field,
    cause,
  })
}
