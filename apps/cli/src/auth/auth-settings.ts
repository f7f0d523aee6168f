import { commonOptions, parseArguments } from '../parse-arguments.ts'

export const authOptions = {
  json: { type: 'boolean', default: false, words: 'as JSON (status, refresh)' },
  ...commonOptions,
} as const

/** What stands behind the verb. */
export type AuthSettings = ReturnType<typeof parseAuthArguments>['values']

/** @throws UsageError */
export function parseAuthArguments(args: readonly string[]) {
  return parseArguments(args, authOptions, 'via-codex auth --help')
}
