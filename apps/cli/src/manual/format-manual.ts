import type { Manual, OptionTable, OptionWords, Verb } from './manual.ts'

const labelWidth = 22
const lineWidth = 80

/** A part of a manual between its options and its examples, such as the list of commands. */
export interface Section {
  readonly title: string
  readonly rows: readonly (readonly [label: string, words: string])[]
}

/** A manual as `--help` prints it, 80 columns wide. */
export function formatManual(manual: Manual, sections: readonly Section[] = [], end = ''): string {
  const usage = manual.usage.map(
    (line, at) => `${at === 0 ? 'Usage:' : '      '} via-codex ${line}`,
  )
  return [
    usage.join('\n'),
    wrapParagraphs(manual.about),
    ...(manual.verbs ? [formatVerbs(manual.verbs)] : []),
    ...sections.map(formatSection),
    formatSection({ title: 'Options', rows: optionRows(manual.options) }),
    `Examples:\n${manual.examples.map((line) => `  ${line}`).join('\n')}`,
    ...(end ? [wrapParagraphs(end)] : []),
    '',
  ]
    .join('\n\n')
    .replace(/\n\n$/, '\n')
}

/** The short and the long name of an option, and its value: `-m, --model <id>`. */
export function labelOf(name: string, { short, value }: OptionWords): string {
  return `${short ? `-${short}, ` : '    '}--${name}${value ? ` ${value}` : ''}`
}

function optionRows(options: OptionTable): Section['rows'] {
  return Object.entries(options).map(([name, option]) => [labelOf(name, option), option.words])
}

function formatVerbs(verbs: Readonly<Record<string, Verb>>): string {
  const rows = Object.entries(verbs).map(
    ([name, { takes, words }]) => [takes ? `${name} ${takes}` : name, words] as const,
  )
  return formatSection({ title: 'Verbs', rows })
}

function formatSection({ title, rows }: Section): string {
  return `${title}:\n${rows.map(([label, words]) => formatRow(label, words)).join('\n')}`
}

function formatRow(label: string, words: string): string {
  const indent = ' '.repeat(labelWidth)
  const lines = wrap(words, lineWidth - labelWidth).map((line) => indent + line)
  const head = `  ${label}`
  if (head.length >= labelWidth) return [head, ...lines].join('\n')
  return head + lines.join('\n').slice(head.length)
}

function wrapParagraphs(text: string): string {
  return text
    .split('\n\n')
    .map((paragraph) => wrap(paragraph, lineWidth).join('\n'))
    .join('\n\n')
}

/** Lines of at most so many columns, broken at spaces. */
function wrap(text: string, columns: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line]
}
