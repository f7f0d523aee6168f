import { lstat, readFile, readlink, rm } from 'node:fs/promises'
import { CredentialError } from '../../errors/credential-error.ts'
import { delay } from '../../foundation/delay.ts'
import { formatAuthDotJson, type AuthDotJson } from '../../protocol/auth-dot-json.ts'
import { parseJson } from '../../protocol/json.ts'
import type { CodexHome } from '../codex-home.ts'
import type { AuthStore, LockOptions } from './auth-store.ts'
import { fileNotSaved } from './not-saved.ts'
import { documentFromText } from './parse-document.ts'
import { assertPrivateFileWritable, revisionOfFile, writePrivateFile } from './private-file.ts'
import { withHomeLock } from './with-home-lock.ts'

/** Some writers truncate the file before they fill it: a torn file is read again after these waits. */
const tornReadWaitsMs = [10, 30, 80, 160]

/** The login in `auth.json`, shared with the Codex CLI and with every other process of ours. */
export class FileAuthStore implements AuthStore {
  readonly location: string
  readonly #home: CodexHome

  constructor(home: CodexHome) {
    this.location = home.authFile
    this.#home = home
  }

  async load(): Promise<AuthDotJson | undefined> {
    let text = await this.#read()
    for (const waitMs of tornReadWaitsMs) {
      if (text === undefined || parseJson(text) !== undefined) break
      await delay(waitMs)
      text = await this.#read()
    }
    return text === undefined ? undefined : documentFromText(text, this.location)
  }

  async save(document: AuthDotJson): Promise<void> {
    try {
      await writePrivateFile(this.location, formatAuthDotJson(document))
    } catch (error) {
      throw fileNotSaved(this.location, error)
    }
  }

  async delete(): Promise<void> {
    try {
      await rm(this.location, { force: true })
    } catch (error) {
      throw fileNotSaved(this.location, error)
    }
  }

  async assertWritable(document: AuthDotJson): Promise<void> {
    try {
      await assertPrivateFileWritable(this.location, 2 * formatAuthDotJson(document).length)
    } catch (error) {
      throw fileNotSaved(this.location, error)
    }
  }

  revision(): string {
    return revisionOfFile(this.location)
  }

  withLock<T>(work: () => Promise<T>, options?: LockOptions): Promise<T> {
    return withHomeLock(this.#home, work, options)
  }

  async #read(): Promise<string | undefined> {
    try {
      return await readFile(this.location, 'utf8')
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT' || code === 'ENOTDIR') {
        await this.#assertNoLink()
        return undefined
      }
      throw new CredentialError(
        'CREDENTIAL_UNREADABLE',
        `${this.location} cannot be read (${code}).`,
        {
          cause: error,
          locations: [this.location],
          hint:
            code === 'EISDIR'
              ? 'Move that folder away and sign in with `via-codex login` or `codex login`.'
              : 'Check who owns the file and its permissions.',
        },
      )
    }
  }

  /** A link that leads nowhere is a login that is kept elsewhere, not one that was never made. */
  async #assertNoLink(): Promise<void> {
    const stats = await lstat(this.location).catch(() => undefined)
    if (!stats?.isSymbolicLink()) return
    const target = await readlink(this.location)
    throw new CredentialError(
      'CREDENTIAL_UNREADABLE',
      `${this.location} is a link to ${target}, which is not there.`,
      {
        locations: [this.location, target],
        hint: 'Bring that file back, or remove the link and sign in with `via-codex login` or `codex login`.',
      },
    )
  }
}
