import { CredentialError } from '../../errors/credential-error.ts'
import { parseJson } from '../../protocol/json.ts'
import { KeyringEntry, type KeyringOptions } from '../stores/keyring-entry.ts'
import { KeyringError } from '../stores/keyring-error.ts'
import type { SiwcPlace } from './siwc-place.ts'
import { parseSiwcSecrets, type SiwcSecrets } from './siwc-record.ts'

/**
 * Seals secrets as age files, for an X25519 key that the system's keyring holds. One key for each folder:
 * an entry of a keyring may be too small for the tokens themselves.
 */
export class SiwcSeal {
  readonly #key: KeyringEntry

  constructor(place: SiwcPlace, options: KeyringOptions = {}) {
    this.#key = new KeyringEntry(place, { service: 'via-codex', prefix: 'siwc' }, options)
  }

  /** Call it under the folder's lock: the key is made when there is none. */
  async seal(secrets: SiwcSecrets): Promise<string> {
    const { Encrypter, identityToRecipient } = await import('age-encryption')
    const encrypter = new Encrypter()
    encrypter.addRecipient(await identityToRecipient(await this.#keyForSealing()))
    return Buffer.from(await encrypter.encrypt(JSON.stringify(secrets))).toString('base64')
  }

  /**
   * @param location for the error
   * @throws {@link CredentialError} `CREDENTIAL_UNREADABLE` for what cannot be opened, which is then left
   *   as it is; `CREDENTIAL_STORE_FAILED` when the keyring does not give the key
   */
  async open(sealed: string, location: string): Promise<SiwcSecrets> {
    const key = await this.#ask(() => this.#key.get())
    if (!key) throw unreadable(location, 'its key is not in the keyring')
    const { Decrypter } = await import('age-encryption')
    const decrypter = new Decrypter()
    let text: string
    try {
      decrypter.addIdentity(key)
      text = await decrypter.decrypt(Buffer.from(sealed, 'base64'), 'text')
    } catch (error) {
      throw unreadable(location, 'the key in the keyring does not open it', error)
    }
    const secrets = parseSiwcSecrets(parseJson(text))
    if (secrets) return secrets
    throw unreadable(location, 'what is in it is not what we know')
  }

  /** Makes the key when there is none: what cannot be sealed must not be asked for. */
  async assertUsable(): Promise<void> {
    await this.#keyForSealing()
  }

  async #keyForSealing(): Promise<string> {
    const known = await this.#ask(() => this.#key.get())
    if (known) return known
    const { generateX25519Identity } = await import('age-encryption')
    const made = await generateX25519Identity()
    await this.#ask(() => this.#key.set(made))
    return made
  }

  async #ask<T>(question: () => Promise<T>): Promise<T> {
    try {
      return await question()
    } catch (error) {
      if (!(error instanceof KeyringError) || !isAbsent.has(error.failure)) throw error
      throw new CredentialError('CREDENTIAL_STORE_FAILED', error.message, {
        cause: error,
        locations: error.locations,
        hint: 'Start a keyring service and install `@napi-rs/keyring`, or pass `dangerouslyStorePlaintext: true` to keep the tokens in a file that only you can read (`--plaintext` of `via-codex login --chatgpt`).',
      })
    }
  }
}

const isAbsent: ReadonlySet<string> = new Set(['missing', 'unavailable'])

function unreadable(location: string, reason: string, cause?: unknown): CredentialError {
  return new CredentialError('CREDENTIAL_UNREADABLE', `${location} cannot be opened: ${reason}.`, {
    cause,
    locations: [location],
    hint: 'Sign in with ChatGPT again: run `via-codex login --chatgpt`. It stays the same app to you.',
  })
}
