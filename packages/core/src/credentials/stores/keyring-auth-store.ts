import type { AuthDotJson } from '../../protocol/auth-dot-json.ts'
import type { CodexHome } from '../codex-home.ts'
import type { AuthStore, LockOptions } from './auth-store.ts'
import { KeyringEntry, type KeyringOptions } from './keyring-entry.ts'
import { documentFromText } from './parse-document.ts'
import { withHomeLock } from './with-home-lock.ts'

/**
 * The login in the system's keyring, in the entry and the layout of the Codex CLI, which goes on using it.
 *
 * A keyring that cannot be used is `CREDENTIAL_STORE_FAILED`, on reading too, since nobody knows whether a
 * login is in it; an entry that is not what we know is `CREDENTIAL_UNREADABLE`.
 *
 * @see docs/protocol.md §1.5
 */
export class KeyringAuthStore implements AuthStore {
  readonly #home: CodexHome
  readonly #entry: KeyringEntry
  #lastSeen: string | undefined
  #hasLooked = false
  #changes = 0

  constructor(home: CodexHome, options: KeyringOptions = {}) {
    this.#home = home
    this.#entry = new KeyringEntry(home, { service: 'Codex Auth', prefix: 'cli' }, options)
  }

  get location(): string {
    return this.#entry.location
  }

  async load(): Promise<AuthDotJson | undefined> {
    const text = await this.#entry.get()
    if (this.#hasLooked && text !== this.#lastSeen) this.#changes++
    this.#see(text)
    return text === undefined ? undefined : documentFromText(text, this.location)
  }

  async save(document: AuthDotJson): Promise<void> {
    const text = JSON.stringify(document)
    await this.#entry.set(text)
    this.#changes++
    this.#see(text)
  }

  async delete(): Promise<void> {
    await this.#entry.delete()
    this.#changes++
    this.#see(undefined)
  }

  /**
   * What can be known without a prompt: that there is a library and that the document fits. Whether the
   * keyring is open is known from the `load` just before; to be sure one would have to write, and so
   * perhaps over a login that was renewed meanwhile.
   */
  async assertWritable(document: AuthDotJson): Promise<void> {
    await this.#entry.assertReachable()
    this.#entry.assertFits(JSON.stringify(document))
  }

  /**
   * Counts the changes made or met here. A look at a keyring is not cheap and may open a prompt, so what
   * others change is noticed at the next `load` only: before a refresh, and after a 401. The Codex CLI
   * notices no earlier.
   */
  revision(): string {
    return String(this.#changes)
  }

  withLock<T>(work: () => Promise<T>, options?: LockOptions): Promise<T> {
    return withHomeLock(this.#home, work, options)
  }

  #see(text: string | undefined): void {
    this.#lastSeen = text
    this.#hasLooked = true
  }
}
