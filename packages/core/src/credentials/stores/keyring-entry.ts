import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import type { CodexHome } from '../codex-home.ts'
import { KeyringError, keyringFailureOf } from './keyring-error.ts'
import { loadKeyringLibrary, type KeyringLibrary } from './keyring-library.ts'

export interface KeyringOptions {
  /** keytar or a drop-in for it. @default `@napi-rs/keyring`, loaded at the first use */
  readonly keyring?: KeyringLibrary | undefined
  /** For tests. @default `process.platform` */
  readonly platform?: NodeJS.Platform | undefined
}

/** What one Windows credential holds, in bytes of UTF-16. @see docs/protocol.md §1.5 */
const windowsLimitBytes = 2_560

/** One secret of a Codex home in the system's keyring. Every failure is a {@link KeyringError}. */
export class KeyringEntry {
  readonly #home: Pick<CodexHome, 'path'>
  readonly #service: string
  readonly #prefix: string
  readonly #platform: NodeJS.Platform
  #library: KeyringLibrary | undefined

  constructor(
    home: Pick<CodexHome, 'path'>,
    name: { readonly service: string; readonly prefix: string },
    options: KeyringOptions = {},
  ) {
    this.#home = home
    this.#service = name.service
    this.#prefix = name.prefix
    this.#library = options.keyring
    this.#platform = options.platform ?? process.platform
  }

  /** Computed anew each time: it changes when the home folder comes into being behind a link. */
  get account(): string {
    return `${this.#prefix}|${digestOfHome(this.#home.path, this.#platform)}`
  }

  get location(): string {
    return `keyring entry "${this.#service}" of "${this.account}"`
  }

  async get(): Promise<string | undefined> {
    const value = await this.#ask((library) => library.getPassword(this.#service, this.account))
    return value ?? undefined
  }

  async set(value: string): Promise<void> {
    this.assertFits(value)
    await this.#ask((library) => library.setPassword(this.#service, this.account, value))
  }

  async delete(): Promise<void> {
    await this.#ask((library) => library.deletePassword(this.#service, this.account))
  }

  /** Loads the library, which asks nobody for anything. */
  async assertReachable(): Promise<void> {
    this.#library ??= await loadKeyringLibrary()
  }

  assertFits(value: string): void {
    if (this.#platform === 'win32' && 2 * value.length > windowsLimitBytes)
      throw new KeyringError('tooLarge', { location: this.location })
  }

  async #ask<T>(question: (library: KeyringLibrary) => Promise<T>): Promise<T> {
    await this.assertReachable()
    try {
      return await question(this.#library as KeyringLibrary)
    } catch (error) {
      throw new KeyringError(keyringFailureOf(error), { cause: error, location: this.location })
    }
  }
}

/**
 * The name of a Codex home in a keyring: 16 hex digits of the SHA-256 of its real path, or of the path
 * as given where there is no such folder.
 *
 * @see docs/protocol.md §1.5
 */
export function digestOfHome(
  path: string,
  platform: NodeJS.Platform,
  realpath: (path: string) => string = realpathSync.native,
): string {
  let real = path
  try {
    real = toRustPath(realpath(path), platform)
  } catch {
    // No such folder (yet).
  }
  return createHash('sha256').update(real).digest('hex').slice(0, 16)
}

// What Rust calls the canonical form on Windows starts with `\\?\`, which Node leaves out.
function toRustPath(path: string, platform: NodeJS.Platform): string {
  if (platform !== 'win32' || path.startsWith('\\\\?\\')) return path
  return path.startsWith('\\\\') ? `\\\\?\\UNC\\${path.slice(2)}` : `\\\\?\\${path}`
}
