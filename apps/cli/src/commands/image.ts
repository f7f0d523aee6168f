import { UsageError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { formatManual } from '../manual/format-manual.ts'
import type { Manual } from '../manual/manual.ts'
import { onlineOptions } from '../parse-arguments.ts'
import { parseVerb } from '../parse-verb.ts'

const options = {
  attachment: {
    type: 'string',
    short: 'a',
    multiple: true,
    default: [] as string[],
    value: '<file>',
    words: 'a picture to start from: a path, an https address, or - for stdin; up to five',
  },
  out: {
    type: 'string',
    value: '<file>',
    words: 'where to save it, in place of a file that is there (default image.png)',
  },
  model: { type: 'string', short: 'm', value: '<id>', words: 'who draws (default gpt-image-2)' },
  size: {
    type: 'string',
    value: '<size>',
    words: 'a hint: auto, 1024x1024, 1536x1024 or 1024x1536',
    choices: ['auto', '1024x1024', '1536x1024', '1024x1536'],
  },
  quality: {
    type: 'string',
    value: '<quality>',
    words: 'a hint: auto, low, medium or high',
    choices: ['auto', 'low', 'medium', 'high'],
  },
  transparent: { type: 'boolean', default: false, words: 'without a background' },
  ...onlineOptions,
} as const

const own = ['out', 'model', 'size', 'quality', 'transparent', 'refresh', 'simulate', 'timeout']

export const manual: Manual = {
  usage: ["image <verb> 'prompt' [options]"],
  about: 'Draws pictures. One takes 15 seconds to a minute, and not every plan has them.',
  verbs: {
    generate: { takes: '[prompt] […]', words: 'draw what the prompt says', options: own },
    edit: {
      takes: '[prompt] […]',
      words: 'draw from pictures given with -a',
      options: ['attachment', ...own],
    },
  },
  options,
  examples: [
    "via-codex image generate 'A pelican riding a bicycle' --out pelican.png",
    "via-codex image edit 'Give it a hat' -a pelican.png --out hat.png",
  ],
}

export async function run(args: readonly string[], context: Context): Promise<void> {
  const { verb, words, values } = parseVerb('image', manual, args, options)
  if (values.help) return context.output.print(formatManual(manual))
  if (verb === 'edit' && values.attachment.length === 0) {
    throw new UsageError('There is no picture to start from.', 'Give one with -a FILE.')
  }
  const { draw } = await import('../image/draw.ts')
  await draw(words, values, context)
}
