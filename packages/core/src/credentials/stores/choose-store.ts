import { CredentialError } from '../../errors/credential-error.ts'
import type { CodexConfig } from '../codex-config.ts'

/** The stores there are. `age`: an encrypted file whose passphrase is in the keyring. */
export type StoreKind = 'file' | 'keyring' | 'auto' | 'age'

/** Which store is used, and why. */
export interface StoreChoice {
  readonly kind: StoreKind
  readonly because: 'option' | 'VIA_CODEX_STORE' | 'config.toml' | 'found' | 'default'
  /** For `auto`: its keyring is the encrypted file. @default false */
  readonly isEncrypted?: boolean
}

/** What a choice rests on; what is absent is not known yet. */
export interface StoreFacts {
  readonly option?: string | undefined
  /** The value of `VIA_CODEX_STORE`. */
  readonly variable?: string | undefined
  readonly platform: NodeJS.Platform
  readonly config?: CodexConfig
  readonly hasAuthFile?: boolean
  readonly hasKeyringEntry?: boolean
}

const storeKinds: readonly string[] = ['file', 'keyring', 'auto', 'age'] satisfies StoreKind[]

/**
 * Decides as soon as the facts suffice: the option, else the variable, else config.toml as the Codex CLI
 * reads it, else wherever a login is, else the file.
 *
 * @returns `undefined` when it takes the next fact
 * @throws TypeError for an option or variable that names no store
 * @throws {@link CredentialError} `CREDENTIAL_NOT_FOUND` when the Codex CLI is told to keep no login
 * @see docs/protocol.md §1.4, §1.7
 */
export function chooseStore(facts: StoreFacts): StoreChoice | undefined {
  const asked =
    named('store', facts.option, 'option') ??
    named('VIA_CODEX_STORE', facts.variable, 'VIA_CODEX_STORE')
  if (asked && asked.kind !== 'auto') return asked
  const { config } = facts
  if (!config) return undefined
  const isEncrypted = config.secretAuthStorage ?? facts.platform === 'win32'
  if (asked) return isEncrypted ? { ...asked, isEncrypted } : asked
  const because = 'config.toml'
  if (config.store === 'ephemeral') throw nothingKept()
  if (config.store === 'file') return { kind: 'file', because }
  if (config.store === 'keyring') return { kind: isEncrypted ? 'age' : 'keyring', because }
  if (config.store === 'auto') return { kind: 'auto', because, ...(isEncrypted && { isEncrypted }) }
  if (facts.hasAuthFile) return { kind: 'file', because: 'found' }
  if (facts.hasAuthFile === undefined || facts.hasKeyringEntry === undefined) return undefined
  return facts.hasKeyringEntry
    ? { kind: 'keyring', because: 'found' }
    : { kind: 'file', because: 'default' }
}

function named(
  name: string,
  value: string | undefined,
  because: StoreChoice['because'],
): StoreChoice | undefined {
  if (!value) return undefined
  if (storeKinds.includes(value)) return { kind: value as StoreKind, because }
  throw new TypeError(`${name} must be one of ${storeKinds.map((kind) => `"${kind}"`).join(', ')}.`)
}

function nothingKept(): CredentialError {
  return new CredentialError(
    'CREDENTIAL_NOT_FOUND',
    'The Codex CLI is set to keep its login in its own memory only, so there is none to share.',
    {
      field: 'cli_auth_credentials_store',
      hint: 'Set `cli_auth_credentials_store` in config.toml to "file", "keyring" or "auto" and run `codex login`, or name a store with VIA_CODEX_STORE.',
    },
  )
}
