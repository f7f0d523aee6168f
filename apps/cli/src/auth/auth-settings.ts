import { commonOptions, parseArguments } from '../parse-arguments.ts'

const options = { ...commonOptions, json: { type: 'boolean', default: false } } as const

/** What stands behind the verb. */
export type AuthSettings = ReturnType<typeof parseAuthArguments>['values']

/** @throws UsageError */
export function parseAuthArguments(args: readonly string[]) {
  return parseArguments(args, options, 'via-codex auth --help')
}
