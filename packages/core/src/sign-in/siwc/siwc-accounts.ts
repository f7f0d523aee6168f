import type { SiwcRegistration } from '../../credentials/siwc/siwc-record.ts'
import type { SiwcRegistrations } from '../../credentials/siwc/siwc-registrations.ts'
import { toSiwcAccount, type SiwcAccount } from './siwc-account.ts'
import {
  resolveSiwcContext,
  type SiwcAccountOptions,
  type SiwcContext,
} from './siwc-sign-in-options.ts'

/**
 * The sign-ins with ChatGPT that the app has on this machine, without the network and the keyring.
 *
 * @throws TypeError for a wrong option
 * @throws {@link CredentialError} `CREDENTIAL_UNREADABLE`
 */
export function listSiwcAccounts(options: SiwcAccountOptions): Promise<readonly SiwcAccount[]> {
  return list(resolveSiwcContext(options))
}

async function list({ open }: SiwcContext): Promise<readonly SiwcAccount[]> {
  const registrations = await open()
  const all = await registrations.list()
  return Promise.all(all.map((registration) => toSiwcAccount(registrations, registration)))
}

/**
 * Makes the sign-in that the credential names by its `account` the one that is used when none is named.
 * It stays until it is changed: one account is never left for another by itself.
 *
 * @throws {@link CredentialError} `CREDENTIAL_NOT_FOUND`
 */
export function selectSiwcAccount(options: SiwcAccountOptions): Promise<SiwcAccount> {
  return select(resolveSiwcContext(options))
}

async function select({ open, signal }: SiwcContext): Promise<SiwcAccount> {
  const registrations = await open()
  const found = await theOne(registrations)
  await registrations.withLock(() => registrations.select(found.clientId), { signal })
  return toSiwcAccount(registrations, found)
}

/**
 * Notes that the person was told, in the words of `siwcWords.notice`, that requests use their plan; once
 * for each sign-in.
 *
 * @throws {@link CredentialError} `CREDENTIAL_NOT_FOUND`
 */
export function noteSiwcNotice(options: SiwcAccountOptions): Promise<void> {
  return noteNotice(resolveSiwcContext(options))
}

async function noteNotice({ open, client, signal }: SiwcContext): Promise<void> {
  const registrations = await open()
  const { clientId } = await theOne(registrations)
  const noticeShownAt = client.now().toISOString()
  const store = registrations.storeOf(clientId)
  await registrations.withLock(() => store.update({ noticeShownAt }), { signal })
}

async function theOne(registrations: SiwcRegistrations): Promise<SiwcRegistration> {
  const found = await registrations.find()
  if (found) return found
  const { nobodySignedIn } = await import('../../credentials/siwc/siwc-format.ts')
  throw nobodySignedIn(registrations.place.path)
}
