import { randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { CredentialError } from '../../errors/credential-error.ts'
import { isJsonObject, parseJson } from '../../protocol/json.ts'
import type { LockOptions } from '../stores/auth-store.ts'
import type { KeyringLibrary } from '../stores/keyring-library.ts'
import { fileNotSaved } from '../stores/not-saved.ts'
import { writePrivateFile } from '../stores/private-file.ts'
import { withHomeLock } from '../stores/with-home-lock.ts'
import type { SiwcCredential } from './siwc-credential.ts'
import { resolveSiwcPlace, type SiwcPlace } from './siwc-place.ts'
import type { SiwcRegistration } from './siwc-record.ts'
import { SiwcSeal } from './siwc-seal.ts'
import { readSiwcRecord, readTextIfAny, SiwcStore } from './siwc-store.ts'

export interface SiwcRegistrationsOptions {
  readonly credential: SiwcCredential
  readonly keyring: KeyringLibrary | undefined
  /** Sign-ins of other authorities are none of ours. */
  readonly issuer: string
}

/** All sign-ins of one app on this machine. */
export class SiwcRegistrations {
  readonly place: SiwcPlace
  readonly #options: SiwcRegistrationsOptions
  readonly #seal: SiwcSeal | undefined

  constructor(options: SiwcRegistrationsOptions) {
    const { credential, keyring } = options
    this.#options = options
    this.place = resolveSiwcPlace(credential)
    this.#seal = credential.storesPlaintext ? undefined : new SiwcSeal(this.place, { keyring })
  }

  storeOf(clientId: string): SiwcStore {
    return new SiwcStore(clientId, { place: this.place, seal: this.#seal })
  }

  /** Those of this authority, the first sign-in first. No key is asked for. */
  async list(): Promise<readonly SiwcRegistration[]> {
    const names = await readdir(this.place.registrations).catch((): string[] => [])
    const records = await Promise.all(
      names
        .filter((name) => name.endsWith('.json'))
        .toSorted()
        .map((name) => readSiwcRecord(join(this.place.registrations, name))),
    )
    return records
      .flatMap((record) => (record ? [record.registration] : []))
      .filter(({ issuer }) => issuer === this.#options.issuer)
  }

  /**
   * The one that the credential names, else the selected one, else the only one.
   *
   * @returns `undefined` when nobody has signed in
   * @throws {@link CredentialError} `CREDENTIAL_NOT_FOUND` when it cannot be told which
   */
  async find(): Promise<SiwcRegistration | undefined> {
    const all = await this.list()
    const { account } = this.#options.credential
    if (account !== undefined) return this.#named(all, account)
    const selected = await this.selected()
    const [first, second] = all
    return all.find(({ clientId }) => clientId === selected) ?? (second ? undefined : first)
  }

  async selected(): Promise<string | undefined> {
    const value = parseJson((await readTextIfAny(this.place.selectionFile)) ?? '')
    const clientId = isJsonObject(value) ? value['clientId'] : undefined
    return typeof clientId === 'string' ? clientId : undefined
  }

  async select(clientId: string): Promise<void> {
    await this.#write(this.place.selectionFile, { clientId })
  }

  /** Made once, before the first sign-in; call it under the lock. */
  async hostId(): Promise<string> {
    const value = parseJson((await readTextIfAny(this.place.hostFile)) ?? '')
    const known = isJsonObject(value) ? value['hostId'] : undefined
    if (typeof known === 'string' && known.startsWith('urn:uuid:')) return known
    const hostId = `urn:uuid:${randomUUID()}`
    await this.#write(this.place.hostFile, { hostId })
    return hostId
  }

  withLock<T>(work: () => Promise<T>, options?: LockOptions): Promise<T> {
    return withHomeLock(this.place, work, options)
  }

  #named(all: readonly SiwcRegistration[], account: string): SiwcRegistration | undefined {
    const [found, second] = all.filter(
      ({ clientId, email }) =>
        clientId === account || email?.toLowerCase() === account.toLowerCase(),
    )
    if (!second) return found
    throw new CredentialError(
      'CREDENTIAL_NOT_FOUND',
      `${account} has several sign-ins with ChatGPT here.`,
      {
        locations: [this.place.registrations],
        hint: `Name one of them by its client id: ${all.map(({ clientId }) => clientId).join(', ')}.`,
      },
    )
  }

  async #write(path: string, value: object): Promise<void> {
    try {
      await writePrivateFile(path, JSON.stringify(value, null, 2))
    } catch (error) {
      throw fileNotSaved(path, error)
    }
  }
}
