import { UsageError } from '../command-error.ts'
import type { PromptSettings } from '../prompt/parse-prompt-arguments.ts'
import { promptOptions } from '../prompt/prompt-options.ts'

/** What belongs to a single answer. */
const single = [
  'save',
  'schema',
  'schema-multi',
  'extract',
  'xl',
  'json',
  'out',
  'no-stream',
] as const satisfies readonly (keyof typeof promptOptions)[]

type Single = (typeof single)[number]

/** What a chat can be given: all that a prompt can, but for what belongs to a single answer. */
export const chatOptions = Object.fromEntries(
  Object.entries(promptOptions).filter(([name]) => !single.includes(name as Single)),
) as Omit<typeof promptOptions, Single>

/** @throws UsageError for an option of a prompt that a chat has not */
export function assertChatSettings(settings: PromptSettings): void {
  const name = single.find((option) => settings[option])
  if (name === undefined) return
  throw new UsageError(
    `\`via-codex chat\` has no --${name}.`,
    'Leave it out, or ask once: via-codex [options] PROMPT. See `via-codex chat --help`.',
  )
}
