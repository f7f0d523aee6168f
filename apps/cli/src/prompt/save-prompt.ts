import type { Context } from '../context.ts'
import { resolveSchema } from '../schemas/resolve-schema.ts'
import { saveTemplate } from '../templates/save-template.ts'
import type { Template } from '../templates/template.ts'
import type { PromptArguments } from './parse-prompt-arguments.ts'

/** Keeps a prompt as a template in place of asking it; one that `-t` names is what it goes on from. */
export async function savePrompt(
  name: string,
  { settings, options, attachments, parameters, words }: PromptArguments,
  base: Template,
  context: Context,
): Promise<void> {
  const word = settings.schema ?? settings['schema-multi']
  const template: Template = {
    ...base,
    ...(settings.model && { model: settings.model }),
    ...(settings.system && { system: settings.system }),
    ...(words.length > 0 && { prompt: words.join(' ') }),
    defaults: { ...base.defaults, ...Object.fromEntries(parameters) },
    options: { ...base.options, ...Object.fromEntries(options) },
    extract: settings.extract || (base.extract ?? false),
    extract_last: settings.xl || (base.extract_last ?? false),
    ...(word !== undefined && {
      schema_object: await resolveSchema(word, settings.schema === undefined, context),
    }),
    fragments: [...(base.fragments ?? []), ...settings.fragment],
    system_fragments: [...(base.system_fragments ?? []), ...settings.sf],
    attachments: [...(base.attachments ?? []), ...attachments.map(({ source }) => source)],
    tools: [...(base.tools ?? []), ...settings.tool],
    functions: [...(base.functions ?? []), ...settings.functions],
    mcp: [...(base.mcp ?? []), ...settings.mcp],
  }
  const path = await saveTemplate(name, template, context.env)
  context.talk.say(`Saved as ${path}. Use it with: via-codex -t ${name}`)
}
