import type { Logger } from '../foundation/logger.ts'
import type { AuthDotJson } from '../protocol/auth-dot-json.ts'
import type { ChatGptDocument } from './credential.ts'
import { holdLogin, type HeldLogin } from './held-login.ts'
import type { LoginFormat } from './login-format.ts'
import type { AuthStore, LockOptions } from './stores/auth-store.ts'

/** What a store was just found to hold, and its revision before that. */
export interface KnownDocument {
  readonly document: AuthDotJson
  readonly revision: string | undefined
}

/**
 * A store seen as one that holds a login of one kind, and what could not be written to it yet: once the
 * authority has rotated the tokens, the new ones outrank the spent ones on disk even if the disk is full.
 */
export class LoginStore {
  readonly #store: AuthStore
  readonly #format: LoginFormat
  readonly #logger: Logger
  /** Good for the first load: a keyring may ask a person each time. */
  #known: KnownDocument | undefined
  #unsaved: { readonly document: ChatGptDocument; readonly spentRefreshToken: string } | undefined

  constructor(store: AuthStore, format: LoginFormat, logger: Logger, known?: KnownDocument) {
    this.#store = store
    this.#format = format
    this.#logger = logger
    this.#known = known
  }

  get location(): string {
    return this.#store.location
  }

  get hasUnsaved(): boolean {
    return this.#unsaved !== undefined
  }

  revision(): string | undefined {
    return this.#store.revision?.()
  }

  /** @throws {@link CredentialError} when there is no login, or none that can be used */
  async load(): Promise<HeldLogin> {
    // Asked first: a change in between is then noticed at the next look, not missed.
    const { revision, document } = this.#known ?? {
      revision: this.revision(),
      document: await this.#store.load(),
    }
    this.#known = undefined
    if (!document) throw this.#format.notFound(this.location)
    const stored = this.#format.read(document, this.location)
    if (this.#unsaved && stored.tokens.refresh_token === this.#unsaved.spentRefreshToken) {
      return holdLogin(this.#unsaved.document, revision, this.#format)
    }
    this.#unsaved = undefined
    return holdLogin(stored, revision, this.#format)
  }

  withLock<T>(work: () => Promise<T>, options?: LockOptions): Promise<T> {
    return this.#store.withLock ? this.#store.withLock(work, options) : work()
  }

  async assertWritable(document: ChatGptDocument): Promise<void> {
    await this.#store.assertWritable?.(document)
  }

  /** Keeps rotated tokens, in memory if nowhere else: a login that only the disk lost is not lost here. */
  async keep(document: ChatGptDocument, spentRefreshToken: string): Promise<HeldLogin> {
    try {
      await this.#store.save(document)
      this.#unsaved = undefined
    } catch (error) {
      this.#unsaved = { document, spentRefreshToken }
      this.#logger.warn?.(
        'The refreshed login could not be saved. It is kept in memory and saved as soon as that works; if this program ends before, you have to sign in again.',
        { error },
      )
    }
    return holdLogin(document, this.revision(), this.#format)
  }

  /** Replaces the login by what stays of it. */
  async replace(document: AuthDotJson): Promise<void> {
    await this.#store.save(document)
    this.#unsaved = undefined
  }

  /** Tries again to save what could not be saved. */
  async saveAgain(): Promise<void> {
    await this.withLock(async () => {
      await this.load()
      if (this.#unsaved) await this.keep(this.#unsaved.document, this.#unsaved.spentRefreshToken)
    })
  }
}
