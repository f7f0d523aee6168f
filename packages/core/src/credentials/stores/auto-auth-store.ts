import { CredentialError } from '../../errors/credential-error.ts'
import type { AuthDotJson } from '../../protocol/auth-dot-json.ts'
import type { AuthStore, LockOptions } from './auth-store.ts'
import { KeyringError } from './keyring-error.ts'
import { isNewer, isSameLogin } from './same-login.ts'

/** A store that several processes share. */
type SharedAuthStore = Required<AuthStore>

/** What one of the two stores answered. */
interface Answer {
  readonly store: SharedAuthStore
  readonly document?: AuthDotJson | undefined
  readonly error?: unknown
}

/**
 * The login in the keyring, else in `auth.json`, as the Codex CLI reads it: what the keyring does not have
 * or does not give is taken from the file. Two things are done otherwise, so that no login is lost:
 *
 * - Nothing is moved and no file deleted: a login is saved where it was found, in both places if both
 *   hold it, and in the other one if that fails.
 * - Of two copies of the same sign-in the newer one counts. Of two different logins the keyring's counts.
 *
 * @see docs/protocol.md §1.4
 */
export class AutoAuthStore implements AuthStore {
  readonly #keyring: SharedAuthStore
  readonly #file: SharedAuthStore
  /** Where the login is; `undefined` before the first look. */
  #places: readonly SharedAuthStore[] | undefined
  /** Where another login is, which must not be overwritten. */
  #foreign: SharedAuthStore | undefined
  #location: string | undefined

  constructor(keyring: SharedAuthStore, file: SharedAuthStore) {
    this.#keyring = keyring
    this.#file = file
  }

  get location(): string {
    return this.#location ?? `${this.#keyring.location} or ${this.#file.location}`
  }

  async load(): Promise<AuthDotJson | undefined> {
    const [keyring, file] = await Promise.all([ask(this.#keyring), ask(this.#file)])
    const found = this.#choose(keyring, file)
    this.#location = found?.store.location
    if (found) return found.document
    if (keyring.error !== undefined && !isAbsent(keyring.error)) throw keyring.error
    if (file.error !== undefined) throw file.error
    return undefined
  }

  async save(document: AuthDotJson): Promise<void> {
    if (!this.#places) await this.load().catch(() => {})
    const wanted = this.#wanted()
    const saved: SharedAuthStore[] = []
    let firstError: unknown
    for (const store of [...wanted, ...this.#lastResorts(wanted)]) {
      if (!wanted.includes(store) && saved.length > 0) break
      try {
        await store.save(document)
        saved.push(store)
      } catch (error) {
        firstError ??= error
      }
    }
    if (saved.length === 0) throw firstError
    this.#location = saved[0]?.location
    this.#places = [...new Set([...(this.#places ?? []), ...saved])]
  }

  /** Removes it from both places, whichever it was found in. */
  async delete(): Promise<void> {
    const outcomes = await Promise.allSettled([this.#keyring.delete(), this.#file.delete()])
    this.#places = undefined
    this.#foreign = undefined
    this.#location = undefined
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected' && !isAbsent(outcome.reason)) throw outcome.reason
    }
  }

  /** Enough that one of the places it would be saved to takes it. */
  async assertWritable(document: AuthDotJson): Promise<void> {
    let firstError: unknown
    for (const store of this.#wanted()) {
      try {
        return await store.assertWritable(document)
      } catch (error) {
        firstError ??= error
      }
    }
    throw firstError
  }

  revision(): string {
    return `${this.#keyring.revision()} ${this.#file.revision()}`
  }

  withLock<T>(work: () => Promise<T>, options?: LockOptions): Promise<T> {
    return this.#file.withLock(work, options)
  }

  #choose(keyring: Answer, file: Answer): Answer | undefined {
    this.#foreign = undefined
    this.#places = [keyring, file].filter(({ document }) => document).map(({ store }) => store)
    if (!keyring.document || !file.document) return [keyring, file].find(({ document }) => document)
    if (!isSameLogin(keyring.document, file.document)) {
      this.#places = [this.#keyring]
      this.#foreign = this.#file
      return keyring
    }
    return isNewer(file.document, keyring.document) ? file : keyring
  }

  #wanted(): readonly SharedAuthStore[] {
    return this.#places?.length ? this.#places : [this.#keyring]
  }

  #lastResorts(wanted: readonly SharedAuthStore[]): SharedAuthStore[] {
    return [this.#keyring, this.#file].filter(
      (store) => !wanted.includes(store) && store !== this.#foreign,
    )
  }
}

async function ask(store: SharedAuthStore): Promise<Answer> {
  try {
    return { store, document: await store.load() }
  } catch (error) {
    if (!CredentialError.isInstance(error)) throw error
    return { store, error }
  }
}

/** Where there is no keyring, there is no login in it. */
function isAbsent(error: unknown): boolean {
  return error instanceof KeyringError && error.failure === 'unavailable'
}
