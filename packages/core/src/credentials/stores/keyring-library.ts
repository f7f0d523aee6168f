import { KeyringError } from './keyring-error.ts'

/**
 * What a store needs of a keyring: the interface of keytar, so that keytar and every drop-in for it fit as
 * they are.
 */
export interface KeyringLibrary {
  /** Resolves `null` when there is no such entry. */
  getPassword(service: string, account: string): Promise<string | null>
  setPassword(service: string, account: string, password: string): Promise<void>
  /** Resolves `false` when there was no such entry. */
  deletePassword(service: string, account: string): Promise<boolean>
}

/** As much of `@napi-rs/keyring` as is used here. */
interface NativeKeyring {
  readonly AsyncEntry: new (
    service: string,
    account: string,
    options: { readonly linux: { readonly store: 'secret-service' } },
  ) => {
    getPassword(): Promise<string | null>
    setPassword(password: string): Promise<void>
    deletePassword(): Promise<boolean>
  }
}

// Put together here, so that no bundler follows it and stumbles over the binaries behind it.
const libraryName = ['@napi-rs', 'keyring'].join('/')

/**
 * Loads `@napi-rs/keyring`, which reads and writes entries as the Codex CLI does.
 *
 * @throws {@link KeyringError} `missing` when it is not installed or not built for this platform
 * @see docs/protocol.md §1.6
 */
export async function loadKeyringLibrary(
  load: () => Promise<unknown> = () => import(libraryName),
): Promise<KeyringLibrary> {
  let native: NativeKeyring
  try {
    native = (await load()) as NativeKeyring
  } catch (error) {
    throw new KeyringError('missing', { cause: error })
  }
  // Left to itself, it would take the kernel's keyring where there is no Secret Service: empty, and gone at logout.
  const entry = (service: string, account: string) =>
    new native.AsyncEntry(service, account, { linux: { store: 'secret-service' } })
  return {
    getPassword: async (service, account) => (await entry(service, account).getPassword()) ?? null,
    setPassword: async (service, account, password) =>
      entry(service, account).setPassword(password),
    deletePassword: async (service, account) => entry(service, account).deletePassword(),
  }
}
