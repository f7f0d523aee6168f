import { CredentialError } from '../../errors/credential-error.ts'

/**
 * `missing`: no library to reach a keyring with. `unavailable`: no keyring here at all. `locked`: there is
 * one and it does not let us in. `tooLarge`: the value does not fit. `failed`: anything else.
 */
export type KeyringFailure = 'missing' | 'unavailable' | 'locked' | 'tooLarge' | 'failed'

const words: Record<KeyringFailure, readonly [message: string, hint: string]> = {
  missing: [
    'The library that reads the keyring cannot be loaded.',
    'Install `@napi-rs/keyring`, or pass a library such as keytar as `keyring`.',
  ],
  unavailable: [
    'No keyring can be reached.',
    'Start a keyring service (on Linux a Secret Service such as gnome-keyring or KWallet, with DBUS_SESSION_BUS_ADDRESS set), or keep the login in a file: set `cli_auth_credentials_store = "file"` in config.toml and run `codex login`.',
  ],
  locked: [
    'The keyring is locked, or access to it was refused.',
    'Unlock the keyring and allow the access when you are asked.',
  ],
  tooLarge: [
    'The login is larger than an entry of this keyring may be.',
    'Set `secret_auth_storage = true` under `[features]` in config.toml and run `codex login`.',
  ],
  failed: ['The keyring refused.', 'Look at the cause, and try again.'],
}

/** A keyring could not be used: `CREDENTIAL_STORE_FAILED`, with what stands in the way. */
export class KeyringError extends CredentialError {
  readonly failure: KeyringFailure

  constructor(
    failure: KeyringFailure,
    { cause, location }: { cause?: unknown; location?: string } = {},
  ) {
    const [message, hint] = words[failure]
    super('CREDENTIAL_STORE_FAILED', location ? `${location}: ${message}` : message, {
      cause,
      hint,
      locations: location ? [location] : [],
    })
    this.failure = failure
  }
}

// The libraries tell what happened in words only; these are those of D-Bus, macOS and Windows.
const unavailableWords =
  /d-?bus error|dbus-daemon|autolaunch|no secret service|failed to connect to socket|not provided by any \.service|no result found|logon session does not exist|no such interface/i
const lockedWords =
  /locked|dismissed|prompt|cancel|denied|not permitted|interaction is not allowed|passphrase you entered/i
const tooLargeWords = /too long|too large|longer than|stub received bad data/i

/** What a keyring library's error means. */
export function keyringFailureOf(error: unknown): KeyringFailure {
  const message = String((error as { message?: unknown } | undefined)?.message ?? error)
  if (unavailableWords.test(message)) return 'unavailable'
  if (lockedWords.test(message)) return 'locked'
  if (tooLargeWords.test(message)) return 'tooLarge'
  return 'failed'
}
