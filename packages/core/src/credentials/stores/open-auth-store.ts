import { lstat } from 'node:fs/promises'
import type { AuthDotJson } from '../../protocol/auth-dot-json.ts'
import { readCodexConfig } from '../codex-config.ts'
import type { CodexHome } from '../codex-home.ts'
import { FileAuthStore } from './file-auth-store.ts'
import type { AuthStore, LockOptions } from './auth-store.ts'
import { chooseStore, type StoreChoice, type StoreFacts, type StoreKind } from './choose-store.ts'
import type { KeyringLibrary } from './keyring-library.ts'
import { withHomeLock } from './with-home-lock.ts'

export interface OpenAuthStoreOptions {
  readonly home: CodexHome
  /** Which store. @default `VIA_CODEX_STORE`, else what config.toml says, else wherever a login is */
  readonly store?: StoreKind | undefined
  /** keytar or a drop-in for it. @default `@napi-rs/keyring`, loaded only when a keyring is asked */
  readonly keyring?: KeyringLibrary | undefined
  readonly env: NodeJS.ProcessEnv
  /** For tests. @default `process.platform` */
  readonly platform?: NodeJS.Platform | undefined
}

/** A store that is chosen at its first use. */
export interface OpenedAuthStore extends Required<AuthStore> {
  /** Which store it is, and why that one. Throws as {@link chooseStore} does. */
  choice(): Promise<StoreChoice>
}

/**
 * The store in which the Codex CLI keeps its login. Touches nothing before the first use, then reads
 * config.toml, and asks the keyring only when that or the absence of `auth.json` gives reason to.
 *
 * @throws TypeError for a store there is not
 */
export function openAuthStore(options: OpenAuthStoreOptions): OpenedAuthStore {
  chooseStore(givenFacts(options))
  return new LazyAuthStore(options)
}

class LazyAuthStore implements OpenedAuthStore {
  readonly #options: OpenAuthStoreOptions
  #opening: Promise<readonly [StoreChoice, Required<AuthStore>]> | undefined
  #opened: Required<AuthStore> | undefined
  #firstRevision: string | undefined

  constructor(options: OpenAuthStoreOptions) {
    this.#options = options
  }

  get location(): string {
    return this.#opened?.location ?? this.#options.home.path
  }

  async choice(): Promise<StoreChoice> {
    const [choice] = await this.#open()
    return choice
  }

  async load(): Promise<AuthDotJson | undefined> {
    return (await this.#store()).load()
  }

  async save(document: AuthDotJson): Promise<void> {
    return (await this.#store()).save(document)
  }

  async delete(): Promise<void> {
    return (await this.#store()).delete()
  }

  async assertWritable(document: AuthDotJson): Promise<void> {
    return (await this.#store()).assertWritable(document)
  }

  // What is read before the opening stands for what was found at the opening, so that the first look is not
  // taken for outdated.
  revision(): string {
    const revision = this.#opened?.revision()
    return revision === undefined || revision === this.#firstRevision ? 'first' : revision
  }

  withLock<T>(work: () => Promise<T>, options?: LockOptions): Promise<T> {
    return withHomeLock(this.#options.home, work, options)
  }

  async #store(): Promise<Required<AuthStore>> {
    const [, store] = await this.#open()
    return store
  }

  #open(): Promise<readonly [StoreChoice, Required<AuthStore>]> {
    this.#opening ??= this.#chooseAndMake().catch((error: unknown) => {
      this.#opening = undefined
      throw error
    })
    return this.#opening
  }

  async #chooseAndMake(): Promise<readonly [StoreChoice, Required<AuthStore>]> {
    const choice = await gatherAndChoose(this.#options)
    const store = await makeStore(choice, this.#options)
    this.#firstRevision = store.revision()
    this.#opened = store
    return [choice, store]
  }
}

function givenFacts({ store, env, platform = process.platform }: OpenAuthStoreOptions): StoreFacts {
  return { option: store, variable: env['VIA_CODEX_STORE'], platform }
}

/** Gathers one fact after the other, the dear ones last, until they suffice. */
async function gatherAndChoose(options: OpenAuthStoreOptions): Promise<StoreChoice> {
  let facts = givenFacts(options)
  const next: readonly (() => Promise<Partial<StoreFacts>>)[] = [
    async () => ({ config: await readCodexConfig(options.home) }),
    async () => ({ hasAuthFile: await hasFile(options.home.authFile) }),
    async () => ({ hasKeyringEntry: await hasKeyringEntry(options) }),
  ]
  let choice = chooseStore(facts)
  for (const gather of next) {
    if (choice) break
    facts = { ...facts, ...(await gather()) }
    choice = chooseStore(facts)
  }
  return choice ?? { kind: 'file', because: 'default' }
}

/** A link that leads nowhere is there, too. */
async function hasFile(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

/** Nobody said that there is one: a keyring that cannot be asked has none. */
async function hasKeyringEntry(options: OpenAuthStoreOptions): Promise<boolean> {
  const { KeyringAuthStore } = await import('./keyring-auth-store.ts')
  const store = new KeyringAuthStore(options.home, options)
  return store.load().then(
    (document) => document !== undefined,
    (error: unknown) => (error as { code?: unknown }).code === 'CREDENTIAL_UNREADABLE',
  )
}

async function makeStore(
  { kind, isEncrypted = false }: StoreChoice,
  options: OpenAuthStoreOptions,
): Promise<Required<AuthStore>> {
  const { home } = options
  if (kind === 'file') return new FileAuthStore(home)
  if (kind === 'age') return makeKeyringStore(true, options)
  if (kind === 'keyring') return makeKeyringStore(false, options)
  const { AutoAuthStore } = await import('./auto-auth-store.ts')
  return new AutoAuthStore(await makeKeyringStore(isEncrypted, options), new FileAuthStore(home))
}

async function makeKeyringStore(
  isEncrypted: boolean,
  options: OpenAuthStoreOptions,
): Promise<Required<AuthStore>> {
  if (isEncrypted) {
    const { AgeAuthStore } = await import('./age-auth-store.ts')
    return new AgeAuthStore(options.home, options)
  }
  const { KeyringAuthStore } = await import('./keyring-auth-store.ts')
  return new KeyringAuthStore(options.home, options)
}
