import type { ModelInfo } from '@via-codex/core'
import type { Context } from '../context.ts'
import { formatTable } from '../format-table.ts'
import { withClient, type ClientSettings } from '../open-client.ts'
import { modelOptions } from '../prompt/model-options.ts'
import { readModelSettings } from '../settings/model-settings.ts'
import type { TextMap } from '../settings/text-map.ts'
import { matchesAll } from './matches-all.ts'

export interface ListModelsSettings extends ClientSettings {
  readonly query?: readonly string[] | undefined
  readonly options: boolean
  readonly fresh: boolean
  readonly json: boolean
}

/** Prints the models of the plan; those that are hidden in JSON alone. */
export async function listModels(settings: ListModelsSettings, context: Context): Promise<void> {
  const { output, status, talk, signal, env } = context
  await withClient(settings, context, async (client) => {
    status.start()
    const all = await client.models.list({ signal, fresh: settings.fresh })
    status.stop()
    const models = all.filter((model) => matchesAll(model, settings.query ?? []))
    if (settings.json) return output.printJson(models)
    const listed = models.filter(({ visibility }) => visibility !== 'hide')
    if (all.length === 0) return talk.warn('The server lists no model for this login.')
    if (listed.length === 0) return talk.say('No model matches.')
    output.print(toTable(listed))
    if (settings.options) output.print(`\n${describeOptions(readModelSettings(env).options ?? {})}`)
  })
}

function toTable(models: readonly ModelInfo[]): string {
  const rows = models.map((model) => [
    model.id,
    model.displayName ?? '',
    model.contextWindow?.toLocaleString('en-US') ?? '',
    model.inputModalities.join(' '),
    model.availableInPlans?.join(' ') ?? '',
    model.reasoningEfforts
      .map((effort) => (effort === model.defaultReasoningEffort ? `${effort}*` : effort))
      .join(' '),
  ])
  const head = ['ID', 'NAME', 'CONTEXT', 'INPUT', 'PLANS', 'EFFORTS (* default)']
  return formatTable([head, ...rows], { rightAligned: [2] })
}

function describeOptions(defaults: Readonly<Record<string, TextMap>>): string {
  const rows = Object.entries(modelOptions).map(([key, { choices, words }]) => [
    key,
    choices?.join(' ') ?? 'any text',
    words,
  ])
  const set = Object.entries(defaults).map(([model, options]) => [model, toWords(options)])
  return [
    formatTable([['OPTION', 'VALUES', ''], ...rows]),
    ...(set.length > 0 ? [formatTable([['MODEL', 'DEFAULTS'], ...set])] : []),
  ].join('\n\n')
}

/** `reasoning_effort=high verbosity=low` */
export function toWords(options: TextMap): string {
  return Object.entries(options)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ')
}
