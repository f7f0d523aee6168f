import { UsageError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { formatTable } from '../format-table.ts'
import { toModelOptions } from '../prompt/model-options.ts'
import { resolveAlias } from '../settings/aliases.ts'
import { readModelSettings, writeModelSettings } from '../settings/model-settings.ts'
import type { TextMap } from '../settings/text-map.ts'
import { toWords } from './list-models.ts'

type WordContext = Pick<Context, 'output' | 'env'>

/** How many words follow each, at least and at most. */
const forms: Readonly<Record<string, { form: string; least: number; most: number }>> = {
  list: { form: '', least: 0, most: 0 },
  show: { form: ' <model>', least: 1, most: 1 },
  set: { form: ' <model> <key> <value>', least: 3, most: 3 },
  clear: { form: ' <model> [key]', least: 1, most: 2 },
}

/** `models options list|show|set|clear`. @throws UsageError */
export async function changeDefaultOptions(
  [verb = 'list', ...words]: readonly string[],
  { output, env }: WordContext,
): Promise<void> {
  const known = Object.hasOwn(forms, verb) ? forms[verb] : undefined
  if (!known || words.length < known.least || words.length > known.most) {
    throw new UsageError(
      known
        ? `\`via-codex models options ${verb}\` needs${known.form || ' nothing more'}.`
        : `There is no \`via-codex models options ${verb}\`.`,
      'There are: list, show <model>, set <model> <key> <value>, clear <model> [key].',
    )
  }
  const settings = readModelSettings(env)
  const { options = {} } = settings
  const [name = '', key = '', value = ''] = words
  const model = resolveAlias(name, env)
  const own = Object.hasOwn(options, model) ? (options[model] ?? {}) : {}
  const write = (changed: TextMap) => {
    const all = Object.entries({ ...options, [model]: changed })
    const kept = all.filter(([, members]) => Object.keys(members).length > 0)
    return writeModelSettings(env, { ...settings, options: Object.fromEntries(kept) })
  }
  switch (verb) {
    case 'list':
      return output.print(
        formatTable(Object.entries(options).map(([model, members]) => [model, toWords(members)])),
      )
    case 'show':
      return output.print(formatTable(Object.entries(own)))
    case 'set':
      toModelOptions([[key, value]])
      return write({ ...own, [key]: value })
    case 'clear': {
      if (key !== '' && !Object.hasOwn(own, key)) {
        throw new UsageError(
          `${model} has no default ${key}.`,
          `See \`via-codex models options show ${name}\`.`,
        )
      }
      const isKept = ([member]: [string, string]) => key !== '' && member !== key
      return write(Object.fromEntries(Object.entries(own).filter(isKept)))
    }
  }
}
