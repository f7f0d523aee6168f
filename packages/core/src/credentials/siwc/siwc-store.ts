import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CredentialError } from '../../errors/credential-error.ts'
import type { AuthDotJson } from '../../protocol/auth-dot-json.ts'
import { parseJson } from '../../protocol/json.ts'
import type { AuthStore, LockOptions } from '../stores/auth-store.ts'
import { fileNotSaved } from '../stores/not-saved.ts'
import {
  assertPrivateFileWritable,
  revisionOfFile,
  writePrivateFile,
} from '../stores/private-file.ts'
import { withHomeLock } from '../stores/with-home-lock.ts'
import { fromSiwcDocument, registrationOf, toSiwcDocument } from './siwc-format.ts'
import type { SiwcPlace } from './siwc-place.ts'
import {
  parseSiwcRecord,
  type SiwcRecord,
  type SiwcRegistration,
  type SiwcSecrets,
} from './siwc-record.ts'
import type { SiwcSeal } from './siwc-seal.ts'

export interface SiwcStoreOptions {
  readonly place: SiwcPlace
  /** Absent: the tokens are kept as plain text, as was asked for. */
  readonly seal: SiwcSeal | undefined
}

/** More than the tokens take, and what sealing adds. */
const roomBytes = 32 * 1024

/** One sign-in of an app, in a file of its own: what is no secret readable, the tokens sealed. */
export class SiwcStore implements Required<AuthStore> {
  readonly location: string
  readonly #place: SiwcPlace
  readonly #seal: SiwcSeal | undefined

  constructor(clientId: string, { place, seal }: SiwcStoreOptions) {
    this.location = join(place.registrations, `${clientId}.json`)
    this.#place = place
    this.#seal = seal
  }

  async load(): Promise<AuthDotJson | undefined> {
    const record = await readSiwcRecord(this.location)
    return record && toSiwcDocument(record.registration, await this.#open(record))
  }

  /** The part that no key is needed for. */
  async registration(): Promise<SiwcRegistration | undefined> {
    return (await readSiwcRecord(this.location))?.registration
  }

  async save(document: AuthDotJson): Promise<void> {
    const { registration, secrets } = fromSiwcDocument(document)
    await this.#write({ version: 1, registration, ...(secrets && (await this.#close(secrets))) })
  }

  /** Changes what is no secret, and leaves the tokens as they are. */
  async update(change: Partial<SiwcRegistration>): Promise<void> {
    const record = await readSiwcRecord(this.location)
    if (!record) return
    await this.#write({ ...record, registration: { ...record.registration, ...change } })
  }

  async delete(): Promise<void> {
    try {
      await rm(this.location, { force: true })
    } catch (error) {
      throw fileNotSaved(this.location, error)
    }
  }

  async assertWritable(document?: AuthDotJson): Promise<void> {
    await this.#seal?.assertUsable()
    const size = document ? JSON.stringify(registrationOf(document)).length : 0
    try {
      await assertPrivateFileWritable(this.location, size + roomBytes)
    } catch (error) {
      throw fileNotSaved(this.location, error)
    }
  }

  revision(): string {
    return revisionOfFile(this.location)
  }

  withLock<T>(work: () => Promise<T>, options?: LockOptions): Promise<T> {
    return withHomeLock(this.#place, work, options)
  }

  async #open({ sealed, plaintext }: SiwcRecord): Promise<SiwcSecrets | undefined> {
    if (sealed === undefined) return plaintext
    if (this.#seal) return this.#seal.open(sealed, this.location)
    throw new CredentialError(
      'CREDENTIAL_STORE_FAILED',
      `The tokens in ${this.location} are sealed, and plain text was asked for.`,
      {
        locations: [this.location],
        hint: 'Leave out dangerouslyStorePlaintext to use the keyring, or sign in again to replace them.',
      },
    )
  }

  async #close(secrets: SiwcSecrets): Promise<Pick<SiwcRecord, 'sealed' | 'plaintext'>> {
    return this.#seal ? { sealed: await this.#seal.seal(secrets) } : { plaintext: secrets }
  }

  async #write(record: SiwcRecord): Promise<void> {
    try {
      await writePrivateFile(this.location, JSON.stringify(record, null, 2))
    } catch (error) {
      throw fileNotSaved(this.location, error)
    }
  }
}

/**
 * @returns `undefined` when there is no such file
 * @throws {@link CredentialError} `CREDENTIAL_UNREADABLE`
 */
export async function readSiwcRecord(path: string): Promise<SiwcRecord | undefined> {
  const text = await readTextIfAny(path)
  if (text === undefined) return undefined
  const record = parseSiwcRecord(parseJson(text))
  if (record) return record
  throw new CredentialError('CREDENTIAL_UNREADABLE', `${path} is not what we know.`, {
    locations: [path],
    hint: 'Move the file away and sign in with ChatGPT again: run `via-codex login --chatgpt`.',
  })
}

export async function readTextIfAny(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new CredentialError('CREDENTIAL_UNREADABLE', `${path} cannot be read (${code}).`, {
      cause: error,
      locations: [path],
      hint: 'Check who owns the file and its permissions.',
    })
  }
}
