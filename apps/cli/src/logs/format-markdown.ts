import { formatBytes } from '../format-bytes.ts'
import { describeUsage } from '../prompt/tell-usage.ts'
import type { Entry } from './entry.ts'

export interface MarkdownOptions {
  readonly withUsage?: boolean | undefined
  /** Fragments in full. */
  readonly expand?: boolean | undefined
}

/** Entries of the log as one Markdown text. What stands the same in the one before, of one conversation, is not said again. */
export function formatMarkdown(entries: readonly Entry[], options: MarkdownOptions = {}): string {
  return entries.map((entry, at) => formatEntry(entry, entries[at - 1], options)).join('\n\n')
}

function formatEntry(entry: Entry, before: Entry | undefined, options: MarkdownOptions): string {
  const earlier = before?.conversationId === entry.conversationId ? before : undefined
  const { status, error, usage } = entry
  const parts = [
    `# ${toInstant(entry.startedAt)}    conversation: ${entry.conversationId} id: ${entry.id}`,
    ...(entry.model === earlier?.model ? [] : [`Model: **${entry.model}**`]),
    list(
      'Options',
      Object.entries(entry.options).map(
        ([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
      ),
    ),
    section('System', entry.system === earlier?.system ? '' : entry.system),
    fragments('System fragments', entry, 'system', options),
    section('Prompt', entry.prompt),
    fragments('Prompt fragments', entry, 'prompt', options),
    list(
      'Attachments',
      entry.attachments.map(({ type, source, id, sizeBytes }) => {
        const size = sizeBytes === undefined ? '' : `, ${formatBytes(sizeBytes)}`
        return `${source ?? id.slice(0, 12)} (${type}${size})`
      }),
    ),
    entry.schema
      ? section('Schema', fenced(JSON.stringify(entry.schema, undefined, 2), 'json'))
      : '',
    list('Tools', entry.tools),
    section('Response', entry.text),
    status === 'done' ? '' : `**${status}**${error ? `: ${error}` : ''}`,
    list(
      'Tool calls',
      entry.toolCalls.map(({ name, arguments: given, output }) => {
        const result = output === undefined ? '' : `\n\n${indent(fenced(output))}`
        return `${name}: \`${given}\`${result}`
      }),
    ),
    options.withUsage && usage ? section('Token usage', describeUsage(usage)) : '',
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function section(title: string, text: string | undefined): string {
  return text ? `## ${title}\n\n${text.trimEnd()}` : ''
}

function list(title: string, lines: readonly string[]): string {
  return section(title, lines.map((line) => `- ${line}`).join('\n'))
}

function fragments(
  title: string,
  entry: Entry,
  place: 'prompt' | 'system',
  { expand }: MarkdownOptions,
): string {
  const lines = entry.fragments
    .filter((fragment) => fragment.place === place)
    .map(({ id, aliases, source, content }) => {
      const name = aliases[0] ?? source
      const full = expand ? `\n\n${indent(fenced(content))}` : ''
      return `${name ? `${name} ` : ''}(${id.slice(0, 12)})${full}`
    })
  return list(title, lines)
}

/** A fence longer than any inside. */
function fenced(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ')
}

/** To the second, in local time: `2026-11-22T15:04:05`. */
export function toInstant(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
}
