import { helpOption, type ParsedArguments } from '../parse-arguments.ts'

/** What `via-codex logs` can be given. */
export const listOptions = {
  count: {
    type: 'string',
    short: 'n',
    value: '<n>',
    words: 'how many, the latest (default 3, or all of a conversation; 0: all)',
  },
  query: {
    type: 'string',
    short: 'q',
    value: '<words>',
    words:
      'whose prompt and answer hold these words, the best matches; "so quoted" in this order, so* so begun',
  },
  latest: {
    type: 'boolean',
    short: 'l',
    default: false,
    words: 'the latest matches of -q rather than the best',
  },
  model: { type: 'string', short: 'm', value: '<id>', words: 'of this model' },
  current: { type: 'boolean', short: 'c', default: false, words: 'of the last conversation' },
  cid: { type: 'string', value: '<id>', words: 'of that conversation; the beginning will do' },
  id: { type: 'string', value: '<id>', words: 'this one' },
  'id-gt': { type: 'string', value: '<id>', words: 'after this one' },
  'id-gte': { type: 'string', value: '<id>', words: 'this one and those after it' },
  fragment: {
    type: 'string',
    short: 'f',
    multiple: true,
    value: '<fragment>',
    words: 'with this fragment, by its name or id; repeatable',
  },
  tool: {
    type: 'string',
    short: 'T',
    multiple: true,
    value: '<name>',
    words: 'that called this tool; repeatable',
  },
  tools: { type: 'boolean', default: false, words: 'that called any tool' },
  schema: { type: 'string', value: '<id>', words: 'that keep to this schema, by its id' },
  response: {
    type: 'boolean',
    short: 'r',
    default: false,
    words: 'print only the text of the last one',
  },
  extract: {
    type: 'boolean',
    short: 'x',
    default: false,
    words: 'print only the first fenced block of the last one that has any',
  },
  xl: { type: 'boolean', default: false, words: 'print only the last fenced block of it' },
  short: { type: 'boolean', short: 's', default: false, words: 'a few lines each, as YAML' },
  json: { type: 'boolean', default: false, words: 'all that is known of each, as JSON' },
  data: {
    type: 'boolean',
    default: false,
    words: 'print what answers with a schema hold, one JSON document a line',
  },
  'data-array': { type: 'boolean', default: false, words: 'the same as one JSON list' },
  'data-key': {
    type: 'string',
    value: '<key>',
    words: 'print what stands under this key of each instead, the entries of a list one by one',
  },
  'data-ids': {
    type: 'boolean',
    default: false,
    words: 'add response_id and conversation_id to each of them',
  },
  usage: { type: 'boolean', short: 'u', default: false, words: 'tell the tokens used' },
  truncate: { type: 'boolean', short: 't', default: false, words: 'cut long texts' },
  expand: { type: 'boolean', short: 'e', default: false, words: 'show fragments in full' },
  raw: { type: 'boolean', default: false, words: 'print Markdown as it is, at a terminal, too' },
  ...helpOption,
} as const

export type ListSettings = ParsedArguments<typeof listOptions>['values']
