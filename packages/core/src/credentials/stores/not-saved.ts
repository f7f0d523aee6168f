import { CredentialError } from '../../errors/credential-error.ts'

const hints: Record<string, string> = {
  ENOSPC: 'Free some space on that disk.',
  EDQUOT: 'Free some space in your quota on that disk.',
  EROFS:
    'That disk is read-only: copy the login to one that is not and set CODEX_HOME to its folder.',
  EOWNER:
    'The file belongs to another user: run this as that user, or sign in to a folder of your own with CODEX_HOME.',
}

/** The error for a file that the system did not let us write. */
export function fileNotSaved(location: string, cause: unknown): CredentialError {
  if (CredentialError.isInstance(cause)) return cause
  const { code = 'unknown error' } = cause as NodeJS.ErrnoException
  return new CredentialError(
    'CREDENTIAL_STORE_FAILED',
    `${location} cannot be written (${code}).`,
    {
      cause,
      locations: [location],
      hint: hints[code] ?? 'Check who owns the file and the folder, and their permissions.',
    },
  )
}
