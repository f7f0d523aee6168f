import { mkdir, rmdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { ResolvedCodexClientOptions } from '../client/client-options.ts'
import { CredentialError } from '../errors/credential-error.ts'
import type { AuthDotJson } from '../protocol/auth-dot-json.ts'
import { replaceLogin } from './login-document.ts'
import {
  loadReplaceable,
  loginPlace,
  toKeptLogin,
  underLock,
  type KeptLogin,
  type LoginPlace,
} from './login-place.ts'

/** What signing in comes to. */
export interface SignInResult extends KeptLogin {
  /** Where the login is kept, for people. */
  readonly location: string
  /** The login that stood there before. It is not revoked: other programs may still use a copy of it. */
  readonly replaced?: KeptLogin
}

/** Writes a new login in place of the one before. */
export type KeepLogin = (login: AuthDotJson) => Promise<Omit<SignInResult, keyof KeptLogin>>

/**
 * Makes sure first that a login can be kept, then has `signIn` get one: no person signs in and no code is
 * spent for nothing. A folder made for a login that never came is removed again.
 *
 * @throws {@link CredentialError} `CREDENTIAL_STORE_FAILED`, before anything else, when it cannot be kept
 */
export async function keepLogin<T>(
  options: ResolvedCodexClientOptions,
  signal: AbortSignal | undefined,
  signIn: (keep: KeepLogin) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted()
  const place = loginPlace(options)
  const firstMade = await makeFolder(place)
  try {
    await assertKeepable(place)
    signal?.throwIfAborted()
    return await signIn((login) => save(place, login, signal))
  } catch (error) {
    if (firstMade !== undefined) await removeEmpty(place, firstMade)
    throw error
  }
}

/** The first of the folders that were missing, if any was. */
async function makeFolder({ store, folder }: LoginPlace): Promise<string | undefined> {
  if (folder === undefined) return undefined
  try {
    return await mkdir(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new CredentialError('CREDENTIAL_STORE_FAILED', `The folder ${folder} cannot be made.`, {
      cause: error,
      locations: [store.location],
      hint: 'Set CODEX_HOME to a folder that exists or can be made.',
    })
  }
}

async function removeEmpty({ folder = '' }: LoginPlace, firstMade: string): Promise<void> {
  try {
    for (let path = folder; path.length >= firstMade.length; path = dirname(path)) await rmdir(path)
  } catch {
    // Something is in it by now: it is of use to someone.
  }
}

/** Longer than any login is. */
const placeholder: AuthDotJson = { placeholder: ' '.repeat(8_000) }

async function assertKeepable({ store }: LoginPlace): Promise<void> {
  const existing = await loadReplaceable(store)
  await store.assertWritable?.(
    replaceLogin(existing === 'broken' ? undefined : existing, placeholder),
  )
}

function save(
  { store }: LoginPlace,
  login: AuthDotJson,
  signal: AbortSignal | undefined,
): Promise<Omit<SignInResult, keyof KeptLogin>> {
  return underLock(store, signal, async () => {
    const existing = await loadReplaceable(store)
    const known = existing === 'broken' ? undefined : existing
    await store.save(replaceLogin(known, login))
    const { location } = store
    return { location, ...(known && { replaced: toKeptLogin(known, location) }) }
  })
}
