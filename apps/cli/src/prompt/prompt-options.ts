import { onlineOptions } from '../parse-arguments.ts'
import { modelOptions } from './model-options.ts'

/** What a prompt can be given. */
export const promptOptions = {
  model: {
    type: 'string',
    short: 'm',
    value: '<id>',
    words: 'the model (default gpt-5.5, or VIA_CODEX_MODEL)',
  },
  system: { type: 'string', short: 's', value: '<text>', words: 'the system prompt' },
  attachment: {
    type: 'string',
    short: 'a',
    multiple: true,
    value: '<file>',
    words:
      'send an image, a PDF or a text along: a path, an https address, or - for stdin; repeatable, 50 MiB in all',
  },
  at: {
    type: 'string',
    multiple: true,
    value: '<file> <type>',
    words: 'the same, its media type named',
  },
  option: {
    type: 'string',
    short: 'o',
    multiple: true,
    value: '<key> <value>',
    words: `an option of the model, repeatable: ${Object.keys(modelOptions).join(', ')}`,
  },
  extract: {
    type: 'boolean',
    short: 'x',
    default: false,
    words: 'print only the first fenced block of the answer',
  },
  json: {
    type: 'boolean',
    default: false,
    words: 'print the whole response as one JSON document',
  },
  'no-stream': { type: 'boolean', default: false, words: 'print the answer when it is whole' },
  usage: { type: 'boolean', short: 'u', default: false, words: 'tell the tokens used, on stderr' },
  'no-log': {
    type: 'boolean',
    short: 'n',
    default: false,
    words: 'leave question and answer out of the log',
  },
  log: { type: 'boolean', default: false, words: 'log them, also after `logs off`' },
  ...onlineOptions,
} as const
