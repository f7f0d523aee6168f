import { mkdir } from 'node:fs/promises'
import { CredentialError } from '../../errors/credential-error.ts'
import type { CodexHome } from '../codex-home.ts'
import { withFileLock } from '../file-lock.ts'
import type { LockOptions } from './auth-store.ts'

/**
 * The one lock that all stores of a Codex home share, so that a login is refreshed by one process at a
 * time wherever it lives. Makes the home, private, when there is none: a login in a keyring needs no folder.
 *
 * @throws {@link CredentialError} `CREDENTIAL_STORE_FAILED` when it cannot be had
 */
export async function withHomeLock<T>(
  home: Pick<CodexHome, 'path' | 'lockFile'>,
  work: () => Promise<T>,
  options?: LockOptions,
): Promise<T> {
  try {
    await mkdir(home.path, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new CredentialError('CREDENTIAL_STORE_FAILED', `${home.path} cannot be made.`, {
      cause: error,
      locations: [home.path],
      hint: 'Set CODEX_HOME to a folder that exists or can be made.',
    })
  }
  return withFileLock(home.lockFile, work, options)
}
