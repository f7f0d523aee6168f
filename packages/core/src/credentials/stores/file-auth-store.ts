import { randomUUID } from 'node:crypto'
import { statSync } from 'node:fs'
import { access, constants, open, readFile, realpath, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CredentialError } from '../../errors/credential-error.ts'
import { delay } from '../../foundation/delay.ts'
import {
  formatAuthDotJson,
  parseAuthDotJson,
  type AuthDotJson,
} from '../../protocol/auth-dot-json.ts'
import { parseJson } from '../../protocol/json.ts'
import type { CodexHome } from '../codex-home.ts'
import { unreadableDocument } from '../credential.ts'
import { withFileLock } from '../file-lock.ts'
import type { AuthStore } from './auth-store.ts'

/** Some writers truncate the file before they fill it: a torn file is read again after these waits. */
const tornReadWaitsMs = [10, 30, 80, 160]

/** The login in `auth.json`, shared with the Codex CLI and with every other process of ours. */
export class FileAuthStore implements AuthStore {
  readonly location: string
  readonly #lockFile: string

  constructor(home: CodexHome) {
    this.location = home.authFile
    this.#lockFile = home.lockFile
  }

  async load(): Promise<AuthDotJson | undefined> {
    for (const waitMs of [...tornReadWaitsMs, undefined]) {
      const text = await this.#read()
      if (text === undefined) return undefined
      const value = parseJson(text)
      if (value !== undefined) {
        const { document, invalidField } = parseAuthDotJson(value)
        if (document) return document
        throw unreadableDocument(this.location, invalidField)
      }
      if (waitMs === undefined) {
        throw unreadableDocument(
          this.location,
          text.trim() === '' ? 'the whole document' : 'its JSON',
        )
      }
      await delay(waitMs)
    }
    return undefined
  }

  async save(document: AuthDotJson): Promise<void> {
    try {
      const { default: writeFileAtomic } = await import('write-file-atomic')
      await writeFileAtomic(this.location, formatAuthDotJson(document), { mode: 0o600 })
    } catch (error) {
      throw this.#notSaved(error)
    }
  }

  async delete(): Promise<void> {
    try {
      await rm(this.location, { force: true })
    } catch (error) {
      throw this.#notSaved(error)
    }
  }

  // Takes the room a save would need, in the folder it would need it in, and gives it back.
  async assertWritable(document: AuthDotJson): Promise<void> {
    try {
      const file = await realpath(this.location)
      await access(file, constants.W_OK)
      const probe = join(dirname(file), `.via-codex-${randomUUID()}`)
      const handle = await open(probe, 'wx', 0o600)
      try {
        await handle.writeFile(' '.repeat(2 * formatAuthDotJson(document).length))
        await handle.sync()
      } finally {
        await handle.close()
        await rm(probe, { force: true })
      }
    } catch (error) {
      throw this.#notSaved(error)
    }
  }

  revision(): string {
    const stats = statSync(this.location, { bigint: true, throwIfNoEntry: false })
    return stats ? `${stats.ino}:${stats.size}:${stats.mtimeNs}` : 'none'
  }

  withLock<T>(work: () => Promise<T>): Promise<T> {
    return withFileLock(this.#lockFile, work)
  }

  async #read(): Promise<string | undefined> {
    try {
      return await readFile(this.location, 'utf8')
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
      throw new CredentialError(
        'CREDENTIAL_UNREADABLE',
        `${this.location} cannot be read (${code}).`,
        {
          cause: error,
          locations: [this.location],
          hint:
            code === 'EISDIR'
              ? 'Move that folder away and sign in with `codex login`.'
              : 'Check who owns the file and its permissions.',
        },
      )
    }
  }

  #notSaved(cause: unknown): CredentialError {
    const { code = 'unknown error' } = cause as NodeJS.ErrnoException
    return new CredentialError(
      'CREDENTIAL_STORE_FAILED',
      `${this.location} cannot be written (${code}).`,
      {
        cause,
        locations: [this.location],
        hint:
          code === 'ENOSPC'
            ? 'Free some space on that disk.'
            : 'Check who owns the file and the folder, and their permissions.',
      },
    )
  }
}
