import type { AnyCodexError, ErrorCode } from '@via-codex/core'
import { CommandError } from './command-error.ts'
import { exitCodeByErrorCode, exitCodes } from './exit-codes.ts'
import { formatInstant } from './format-instant.ts'

export interface ErrorDescription {
  readonly message: string
  readonly hint: string
  readonly exitCode: number
  /** False for a mistake of this program. */
  readonly isExpected: boolean
}

/** Any error in words for people, with its exit code. */
export function describeError(error: unknown, now: Date): ErrorDescription {
  if (error instanceof CommandError) {
    const { message, hint, exitCode } = error
    return { message, hint, exitCode, isExpected: true }
  }
  if (isCodexError(error)) {
    const exitCode = exitCodeOf(error)
    return { message: error.message, hint: hintFor(error, now), exitCode, isExpected: true }
  }
  return {
    isExpected: false,
    message: `Something unexpected happened: ${error instanceof Error ? error.message : String(error)}`,
    hint: 'This is a mistake in via-codex. Run it again with --debug and report what it says.',
    exitCode: exitCodes.failed,
  }
}

// The code is enough: core itself need not be loaded to tell of an error.
function isCodexError(error: unknown): error is AnyCodexError {
  return (
    error instanceof Error &&
    'isRetryable' in error &&
    'code' in error &&
    Object.hasOwn(exitCodeByErrorCode, String(error.code))
  )
}

const limitCodes = new Set(['usage_limit_reached', 'rate_limit_exceeded', 'insufficient_quota'])

function exitCodeOf(error: AnyCodexError): number {
  if (error.code === 'RESPONSE_FAILED') {
    const { responseCode = '' } = error
    if (limitCodes.has(responseCode) || responseCode.endsWith('_usage_limit_exceeded'))
      return exitCodes.limit
  }
  return exitCodeByErrorCode[error.code]
}

/** Better words than core's, which speaks to programmers, or words where it has none. */
const hints: Partial<Record<ErrorCode, string>> = {
  TIMEOUT: 'Try again, and give it more time with --timeout SECONDS.',
  INSECURE_ENDPOINT: 'Use an https address; plain http is for this machine only.',
  STREAM_INTERRUPTED: 'Run it again. What had come of the answer is on stdout.',
}

const fallbackHints: Partial<Record<ErrorCode, string>> = {
  FORBIDDEN: 'Check with `via-codex doctor` that this account may use Codex.',
  INVALID_REQUEST: 'Change the prompt or the options; what the server refuses stands above.',
  RESPONSE_FAILED: 'Run it again; if it fails again, change the prompt or the model.',
}

function hintFor(error: AnyCodexError, now: Date): string {
  if (error.code === 'USAGE_LIMIT_REACHED' && error.resetsAt) {
    return `Wait until ${formatInstant(error.resetsAt, now)}, when it resets.`
  }
  // A field is named when it is a setting that is wrong.
  const isOfChatGpt = error.hint?.includes('--chatgpt') ?? false
  if (error.code === 'CREDENTIAL_NOT_FOUND' && !('field' in error) && !isOfChatGpt) {
    return 'Run `via-codex login`, with the --profile or --codex-home you want. To try it without one: --simulate.'
  }
  if ('failure' in error && error.failure === 'missing') {
    return 'Install via-codex again with its optional dependencies, or keep the login in a file with --store file.'
  }
  return (
    hints[error.code] ??
    inOurWords(error.hint) ??
    fallbackHints[error.code] ??
    'Run `via-codex doctor` to see where it stops.'
  )
}

/** Core speaks of options in code, and of the Codex CLI where this program can do the same. */
const wordings: readonly (readonly [core: string, ours: string])[] = [
  ['`via-codex login` or `codex login`', '`via-codex login`'],
  ['`codex login`', '`via-codex login`'],
  ['refresh: "own"', '--refresh own'],
  ['with a device code, which', 'with `via-codex login --device`, which'],
  ['sign in with it as one', 'use --with-api-key'],
]

function inOurWords(hint: string | undefined): string | undefined {
  return wordings.reduce((text, [core, ours]) => text?.replaceAll(core, ours), hint)
}
