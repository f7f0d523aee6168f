import type { Context } from '../context.ts'
import { formatManual } from '../manual/format-manual.ts'
import type { Manual } from '../manual/manual.ts'
import { onlineOptions } from '../parse-arguments.ts'
import { parseVerb } from '../parse-verb.ts'

const options = {
  query: {
    type: 'string',
    short: 'q',
    multiple: true,
    value: '<word>',
    words: 'only models whose id or name holds the word; repeatable, all must be there',
  },
  options: {
    type: 'boolean',
    default: false,
    words: 'tell what -o takes, and for each model its default options',
  },
  fresh: { type: 'boolean', default: false, words: 'ask the server, whatever is known already' },
  json: {
    type: 'boolean',
    default: false,
    words: 'every model with all that is known of it, as JSON',
  },
  ...onlineOptions,
} as const

export const manual: Manual = {
  usage: ['models [verb] [options]'],
  about:
    'Lists the models your plan may use, the recommended one first, as the server told in the last five minutes; and sets what is asked by default.',
  verbs: {
    list: {
      words: 'list them (the default)',
      options: ['query', 'options', 'fresh', 'json', 'refresh', 'simulate', 'timeout'],
    },
    default: { takes: '[model]', words: 'show the model that is asked by default, or set it' },
    options: {
      takes: '[list|show|set|clear] […]',
      words:
        'show all default options, those of a <model>, set one by <model> <key> <value>, or clear them by <model> [key]',
    },
  },
  options,
  examples: [
    'via-codex models',
    'via-codex models -q luna',
    'via-codex models default gpt-6-luna',
    'via-codex models options set gpt-6-luna reasoning_effort high',
    "via-codex models --json | jq -r '.[].id'",
  ],
}

export async function run(args: readonly string[], context: Context): Promise<void> {
  const { verb, words, values } = parseVerb('models', manual, args, options, 'list')
  if (values.help) return context.output.print(formatManual(manual))
  switch (verb) {
    case 'list':
      return (await import('../models/list-models.ts')).listModels(values, context)
    case 'default':
      return (await import('../models/default-model.ts')).showOrSetDefault(words[0], context)
    case 'options':
      return (await import('../models/default-options.ts')).changeDefaultOptions(words, context)
  }
}
