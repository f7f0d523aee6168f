import type { HostedTool } from '@via-codex/core'
import type { Attachment, AttachmentArgument } from '../attachments/attachment.ts'
import type { Context } from '../context.ts'
import type { LoadedFragment } from '../fragments/load-fragment.ts'
import type { Template } from '../templates/template.ts'
import type { OptionPair } from './model-options.ts'
import type { PromptArguments } from './parse-prompt-arguments.ts'
import { hostedTools } from './hosted-tools.ts'
import { readPrompt } from './read-prompt.ts'
import { fillTemplate } from './template-of.ts'

/** All that will be asked, but for the model and its defaults: nothing was sent yet. */
export interface PreparedPrompt {
  /** What the person wrote, in its template. */
  readonly text: string
  readonly system: string | undefined
  readonly fragments: readonly LoadedFragment[]
  readonly systemFragments: readonly LoadedFragment[]
  readonly attachments: readonly Attachment[]
  /** The JSON schema of the answer. */
  readonly schema: Readonly<Record<string, unknown>> | undefined
  /** Those that the server runs. */
  readonly tools: readonly HostedTool[]
  /** What the template and `-o` ask for. */
  readonly options: readonly OptionPair[]
}

/**
 * Reads everything a prompt is made of; the network is asked for attachments and fragments that have addresses.
 *
 * @throws UsageError @throws CommandError
 */
export async function preparePrompt(
  parsed: PromptArguments,
  template: Template,
  context: Context,
): Promise<PreparedPrompt> {
  const { settings, words } = parsed
  const { attached, before } = extrasOf(parsed, template)
  const input = await readPrompt(words, context, {
    stdinIsTaken: parsed.takesStdin,
    mayBeEmpty: attached.length > 0 || before.length > 0 || template.prompt !== undefined,
  })
  const { text, system } = fillTemplate(template, input, parsed)
  const schema = await schemaOf(parsed, template, context)
  return {
    text,
    system,
    ...(await loadExtras(parsed, template, context)),
    schema,
    tools: hostedTools(settings),
    options: [...Object.entries(template.options ?? {}), ...parsed.options],
  }
}

/**
 * Reads what goes along with a prompt: of the template first, then of the command line.
 *
 * @throws UsageError @throws CommandError
 */
export async function loadExtras(parsed: PromptArguments, template: Template, context: Context) {
  const { attached, before, beforeSystem } = extrasOf(parsed, template)
  return {
    fragments: await loadFragments(before, context),
    systemFragments: await loadFragments(beforeSystem, context),
    attachments: await loadAttachments(attached, context),
  }
}

function extrasOf({ settings, attachments }: PromptArguments, template: Template) {
  return {
    attached: [
      ...(template.attachments ?? []).map((source): AttachmentArgument => ({ source })),
      ...attachments,
    ],
    before: [...(template.fragments ?? []), ...settings.fragment],
    beforeSystem: [...(template.system_fragments ?? []), ...settings.sf],
  }
}

async function schemaOf({ settings }: PromptArguments, template: Template, context: Context) {
  const word = settings.schema ?? settings['schema-multi']
  if (word === undefined) return template.schema_object
  const { resolveSchema } = await import('../schemas/resolve-schema.ts')
  return resolveSchema(word, settings.schema === undefined, context)
}

async function loadFragments(words: readonly string[], context: Context) {
  const fragments: LoadedFragment[] = []
  if (words.length === 0) return fragments
  const { loadFragment } = await import('../fragments/load-fragment.ts')
  for (const word of words) fragments.push(await loadFragment(word, context))
  return fragments
}

async function loadAttachments(given: readonly AttachmentArgument[], context: Context) {
  if (given.length === 0) return []
  const attachments = await import('../attachments/load-attachments.ts')
  return attachments.loadAttachments(given, context)
}
