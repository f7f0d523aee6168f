import { UsageError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { fillIn } from '../templates/fill-in.ts'
import type { Template } from '../templates/template.ts'
import type { PromptArguments } from './parse-prompt-arguments.ts'

/** The template of `-t`; an empty one without it. @throws UsageError @throws CommandError */
export async function templateOf(
  { settings, parameters }: PromptArguments,
  { env }: Pick<Context, 'env'>,
): Promise<Template> {
  if (settings.template === undefined) {
    if (parameters.size === 0 || settings.save !== undefined) return {}
    throw new UsageError('-p is for a template, and there is none.', 'Name one with -t.')
  }
  const { loadTemplate } = await import('../templates/template-folder.ts')
  return loadTemplate(settings.template, env)
}

/** What the template makes of what was asked. @throws UsageError for parameters that nobody gave */
export function fillTemplate(
  template: Template,
  input: string,
  { settings, parameters }: PromptArguments,
): { text: string; system: string | undefined } {
  const { system: own, ...rest } = template
  // Of a system prompt that is not used nothing is missing.
  const used = settings.system === undefined && own !== undefined ? { ...rest, system: own } : rest
  const { prompt, system, missing } = fillIn(used, input, parameters)
  if (missing.length === 0) return { text: prompt, system: settings.system ?? system }
  const names = missing.filter((name) => name !== 'input')
  const [name = ''] = names
  throw names.length === 0
    ? new UsageError(
        `The template ${settings.template} needs a prompt.`,
        'Write one, or pipe one in.',
      )
    : new UsageError(
        `The template ${settings.template} needs ${names.join(', ')}.`,
        `Give it with -p, as in: -p ${name} VALUE`,
      )
}
