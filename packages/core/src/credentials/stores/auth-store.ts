import type { AuthDotJson } from '../../protocol/auth-dot-json.ts'

export interface LockOptions {
  readonly signal?: AbortSignal | undefined
}

/**
 * Where a login document lives. The three verbs are the Codex CLI's own; the members after them let a
 * store that is shared between processes say how.
 */
export interface AuthStore {
  /** For people: a path, or the name of a keyring entry. */
  readonly location: string
  /**
   * The document as it stands.
   *
   * @returns `undefined` when there is none
   * @throws {@link CredentialError} `CREDENTIAL_UNREADABLE` when there is one but it cannot be read
   */
  load(): Promise<AuthDotJson | undefined>
  /**
   * Replaces the document as a whole: whoever reads meanwhile sees the old one or the new one.
   *
   * @throws {@link CredentialError} `CREDENTIAL_STORE_FAILED`; the old document then still stands
   */
  save(document: AuthDotJson): Promise<void>
  /** Removes the document; no error when there is none. */
  delete(): Promise<void>
  /**
   * Whether a `save` of this document would succeed now, without changing what is stored. Asked before
   * a refresh token is spent, because what cannot be kept must not be spent.
   *
   * @throws {@link CredentialError} `CREDENTIAL_STORE_FAILED` when it would not
   */
  assertWritable?(document: AuthDotJson): Promise<void>
  /** Changes whenever the document may have changed; must be cheap. Absent: never changes by itself. */
  revision?(): string
  /**
   * Runs `work` while no other process does so on the same document. Released when the process dies.
   * The signal ends the waiting, never the work.
   *
   * @throws {@link CredentialError} `CREDENTIAL_STORE_FAILED` when the lock cannot be had
   */
  withLock?<T>(work: () => Promise<T>, options?: LockOptions): Promise<T>
}
