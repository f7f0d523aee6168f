import { onlineOptions } from '../parse-arguments.ts'
import { modelOptions } from './model-options.ts'
import { toolOptions } from './tool-options.ts'

/** What a prompt can be given. */
export const promptOptions = {
  model: {
    type: 'string',
    short: 'm',
    value: '<id>',
    words: 'the model (default gpt-5.5, or VIA_CODEX_MODEL)',
  },
  query: {
    type: 'string',
    short: 'q',
    multiple: true,
    value: '<word>',
    words: 'the first model whose id or name holds the word; repeatable, all must be there',
  },
  system: { type: 'string', short: 's', value: '<text>', words: 'the system prompt' },
  fragment: {
    type: 'string',
    short: 'f',
    multiple: true,
    default: [] as string[],
    value: '<text>',
    words:
      'put a text before the prompt: a file, an https address, a fragment of the log, or - for stdin; repeatable',
  },
  sf: {
    type: 'string',
    multiple: true,
    default: [] as string[],
    value: '<text>',
    words: 'put such a text before the system prompt; repeatable',
  },
  template: {
    type: 'string',
    short: 't',
    value: '<name>',
    words: 'use a template, or the file of one; see `via-codex templates`',
  },
  param: {
    type: 'string',
    short: 'p',
    multiple: true,
    value: '<key> <value>',
    words: 'a parameter of the template, repeatable',
  },
  save: {
    type: 'string',
    value: '<name>',
    words: 'ask nothing: keep prompt and options as a template',
  },
  schema: {
    type: 'string',
    value: '<schema>',
    words:
      'have the answer as JSON: a JSON schema, a file, an id of `schemas`, t:TEMPLATE, or short: "name, age int, bio: one sentence"',
  },
  'schema-multi': { type: 'string', value: '<schema>', words: 'the same, and many of it' },
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
  xl: { type: 'boolean', default: false, words: 'print only the last one' },
  json: {
    type: 'boolean',
    default: false,
    words: 'print the whole response as one JSON document',
  },
  out: {
    type: 'string',
    value: '<file>',
    words: 'save the SVG or the images of the answer, in place of a file that is there',
  },
  raw: {
    type: 'boolean',
    default: false,
    words: 'print Markdown as it is, at a terminal, too, and show no picture',
  },
  'hide-reasoning': {
    type: 'boolean',
    short: 'R',
    default: false,
    words: 'do not tell what the model thinks of, on stderr',
  },
  ...toolOptions,
  'web-search': { type: 'boolean', default: false, words: 'let the model search the web' },
  image: { type: 'boolean', default: false, words: 'let the model draw; save it with --out' },
  'stop-at': {
    type: 'string',
    value: '<percent>',
    words: 'ask nothing when a window of your plan is as full as this, as in 80%',
  },
  'no-stream': { type: 'boolean', default: false, words: 'print the answer when it is whole' },
  usage: { type: 'boolean', short: 'u', default: false, words: 'tell the tokens used, on stderr' },
  continue: {
    type: 'boolean',
    short: 'c',
    default: false,
    words: 'go on with the last conversation of the log',
  },
  cid: {
    type: 'string',
    value: '<id>',
    words: 'go on with that conversation; the beginning of its id will do',
  },
  'no-log': {
    type: 'boolean',
    short: 'n',
    default: false,
    words: 'leave question and answer out of the log',
  },
  log: { type: 'boolean', default: false, words: 'log them, also after `logs off`' },
  ...onlineOptions,
} as const
