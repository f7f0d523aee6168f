import type { AuthDotJson } from '../../protocol/auth-dot-json.ts'
import type { AuthStore } from './auth-store.ts'

/** Keeps a login in this process only: for tests, and for programs that keep tokens elsewhere. */
export class MemoryAuthStore implements AuthStore {
  readonly location = 'memory'
  #document: AuthDotJson | undefined

  constructor(document?: AuthDotJson) {
    this.#document = document && structuredClone(document)
  }

  async load(): Promise<AuthDotJson | undefined> {
    return structuredClone(this.#document)
  }

  async save(document: AuthDotJson): Promise<void> {
    this.#document = structuredClone(document)
  }

  async delete(): Promise<void> {
    this.#document = undefined
  }
}
