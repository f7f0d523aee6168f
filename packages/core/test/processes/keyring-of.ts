import type { KeyringLibrary } from '../../src/credentials/stores/keyring-library.ts'

/** A keyring with one key, whoever asks. */
export function keyringOf(key: string): KeyringLibrary {
  return {
    getPassword: async () => key,
    setPassword: async () => {},
    deletePassword: async () => false,
  }
}
