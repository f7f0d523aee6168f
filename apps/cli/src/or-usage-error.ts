import { UsageError } from './command-error.ts'

/** A TypeError of core's door is about what the user gave: an address in the environment. */
export function orUsageError<T>(make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new UsageError(error.message, 'Check the variables VIA_CODEX_…_URL in the environment.')
  }
}
