import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { CredentialError } from '../../errors/credential-error.ts'
import { isJsonObject, parseJson, type JsonObject } from '../../protocol/json.ts'
import { decryptWithPassphrase, encryptWithPassphrase } from './age-passphrase.ts'
import type { KeyringEntry } from './keyring-entry.ts'
import { revisionOfFile, writePrivateFile } from './private-file.ts'

/** The secrets in an age file by their names, and what else stands beside them. */
export interface VaultContent extends JsonObject {
  readonly secrets: Readonly<Record<string, string>>
}

/**
 * An encrypted file of named secrets. Opening it takes a second or more, so its content is kept until the
 * file changes, and whoever asks meanwhile waits for the same opening.
 *
 * @see docs/protocol.md §1.7
 */
export class AgeVault {
  readonly file: string
  readonly #passphrase: KeyringEntry
  readonly #logN: number
  #opened:
    | { readonly revision: string; readonly content: Promise<VaultContent | undefined> }
    | undefined

  /** @param logN base-2 logarithm of the scrypt work factor of what is written */
  constructor(file: string, passphrase: KeyringEntry, logN: number) {
    this.file = file
    this.#passphrase = passphrase
    this.#logN = logN
  }

  revision(): string {
    return revisionOfFile(this.file)
  }

  /**
   * @returns `undefined` when there is no file
   * @throws {@link CredentialError} `CREDENTIAL_UNREADABLE` for a file that cannot be opened,
   *   `CREDENTIAL_STORE_FAILED` when the keyring does not give the passphrase
   */
  open(): Promise<VaultContent | undefined> {
    const revision = this.revision()
    if (this.#opened?.revision === revision) return this.#opened.content
    const content = this.#decrypt()
    const opened = { revision, content }
    this.#opened = opened
    content.catch(() => {
      if (this.#opened === opened) this.#opened = undefined
    })
    return content
  }

  /** The bytes of a file with this content. Makes the passphrase when there is none. */
  async seal(content: VaultContent): Promise<Uint8Array> {
    let passphrase = await this.#passphrase.get()
    if (!passphrase) {
      await this.#passphrase.set(randomBytes(32).toString('base64'))
      // Read again: another process may have made one at the same moment.
      passphrase = await this.#passphrase.get()
    }
    return encryptWithPassphrase(JSON.stringify(content), passphrase ?? '', this.#logN)
  }

  /** Replaces the file. */
  async replace(sealed: Uint8Array, content: VaultContent): Promise<void> {
    await writePrivateFile(this.file, sealed)
    const revision = this.revision()
    const written = await readFile(this.file)
    // Else someone has replaced it already.
    if (written.equals(sealed)) this.#opened = { revision, content: Promise.resolve(content) }
  }

  async #decrypt(): Promise<VaultContent | undefined> {
    const bytes = await this.#read()
    if (!bytes) return undefined
    const passphrase = await this.#passphrase.get()
    if (!passphrase) throw this.#unreadable('its passphrase is not in the keyring')
    const text = await decryptWithPassphrase(bytes, passphrase).catch((error: unknown) => {
      throw this.#unreadable('it is damaged', error)
    })
    if (text === undefined) throw this.#unreadable('the passphrase in the keyring does not open it')
    const content = parseJson(text)
    if (!isContent(content)) throw this.#unreadable('what is in it is not what we know')
    return content
  }

  async #read(): Promise<Uint8Array | undefined> {
    try {
      return await readFile(this.file)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
      throw this.#unreadable(`the system refuses it (${code})`, error)
    }
  }

  #unreadable(reason: string, cause?: unknown): CredentialError {
    return new CredentialError(
      'CREDENTIAL_UNREADABLE',
      `${this.file} cannot be opened: ${reason}.`,
      {
        cause,
        locations: [this.file],
        hint: 'Move the file away and sign in again with `via-codex login` or `codex login`.',
      },
    )
  }
}

function isContent(value: unknown): value is VaultContent {
  if (!isJsonObject(value) || !isJsonObject(value['secrets'])) return false
  const { version, secrets } = value
  return (
    (version === 0 || version === 1) &&
    Object.values(secrets).every((secret) => typeof secret === 'string')
  )
}
