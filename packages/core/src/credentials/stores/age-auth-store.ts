import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CredentialError } from '../../errors/credential-error.ts'
import type { AuthDotJson } from '../../protocol/auth-dot-json.ts'
import type { CodexHome } from '../codex-home.ts'
import { AgeVault, type VaultContent } from './age-vault.ts'
import type { AuthStore, LockOptions } from './auth-store.ts'
import { KeyringEntry, type KeyringOptions } from './keyring-entry.ts'
import { fileNotSaved } from './not-saved.ts'
import { documentFromText } from './parse-document.ts'
import { assertPrivateFileWritable } from './private-file.ts'
import { withHomeLock } from './with-home-lock.ts'

export interface AgeAuthStoreOptions extends KeyringOptions {
  /** Base-2 logarithm of the scrypt work factor of what is written; for tests. @default 19, the Codex CLI's */
  readonly logN?: number | undefined
}

const secretName = 'global/CODEX_AUTH'
/** So often someone else may change the file while ours is being encrypted. */
const maxAttempts = 4

/**
 * The login in `secrets/codex_auth.age`, encrypted with a passphrase from the system's keyring, as the
 * Codex CLI keeps it where `secret_auth_storage` is on.
 *
 * Reading it anew and writing it take a second or more, and half a gigabyte of memory, as its authors chose.
 *
 * @see docs/protocol.md §1.7
 */
export class AgeAuthStore implements AuthStore {
  readonly location: string
  readonly #home: CodexHome
  readonly #passphrase: KeyringEntry
  readonly #vault: AgeVault

  constructor(home: CodexHome, options: AgeAuthStoreOptions = {}) {
    this.location = join(home.path, 'secrets', 'codex_auth.age')
    this.#home = home
    this.#passphrase = new KeyringEntry(home, { service: 'codex', prefix: 'secrets' }, options)
    this.#vault = new AgeVault(this.location, this.#passphrase, options.logN ?? 19)
  }

  async load(): Promise<AuthDotJson | undefined> {
    const text = (await this.#vault.open())?.secrets[secretName]
    return text === undefined ? undefined : documentFromText(text, this.location)
  }

  save(document: AuthDotJson): Promise<void> {
    return this.#change((secrets) => ({ ...secrets, [secretName]: JSON.stringify(document) }))
  }

  async delete(): Promise<void> {
    const content = await this.#vault.open()
    if (content?.secrets[secretName] === undefined) return
    if (Object.keys(content.secrets).length > 1) {
      await this.#change((secrets) =>
        Object.fromEntries(Object.entries(secrets).filter(([name]) => name !== secretName)),
      )
      return
    }
    await rm(this.location, { force: true }).catch((error: unknown) => {
      throw fileNotSaved(this.location, error)
    })
  }

  async assertWritable(document: AuthDotJson): Promise<void> {
    await this.#passphrase.assertReachable()
    try {
      await this.#vault.open()
      await assertPrivateFileWritable(this.location, 4 * JSON.stringify(document).length)
    } catch (error) {
      throw notSaved(this.location, error)
    }
  }

  revision(): string {
    return this.#vault.revision()
  }

  withLock<T>(work: () => Promise<T>, options?: LockOptions): Promise<T> {
    return withHomeLock(this.#home, work, options)
  }

  /**
   * Changes the secrets as they stand when the file is replaced: encrypting takes long enough for others,
   * who know nothing of our lock, to write in between.
   */
  async #change(
    edit: (secrets: VaultContent['secrets']) => VaultContent['secrets'],
  ): Promise<void> {
    try {
      await this.#passphrase.assertReachable()
      const login = (await this.#vault.open())?.secrets[secretName]
      for (let attempt = 1; attempt <= maxAttempts; attempt++) {
        const revision = this.revision()
        const before = await this.#vault.open()
        if (before?.secrets[secretName] !== login) throw changedMeanwhile(this.location)
        const content = { ...before, version: 1, secrets: edit(before?.secrets ?? {}) }
        const sealed = await this.#vault.seal(content)
        if (this.revision() === revision) return await this.#vault.replace(sealed, content)
      }
      throw changedMeanwhile(this.location)
    } catch (error) {
      throw notSaved(this.location, error)
    }
  }
}

function changedMeanwhile(location: string): CredentialError {
  return new CredentialError(
    'CREDENTIAL_STORE_FAILED',
    `${location} was changed by another program at the same time.`,
    { locations: [location], hint: 'Try again.' },
  )
}

/** A file that cannot be opened cannot be added to either. */
function notSaved(location: string, error: unknown): CredentialError {
  if (!CredentialError.isInstance(error) || error.code !== 'CREDENTIAL_UNREADABLE')
    return fileNotSaved(location, error)
  return new CredentialError('CREDENTIAL_STORE_FAILED', error.message, {
    cause: error,
    locations: [location],
    hint: error.hint,
  })
}
