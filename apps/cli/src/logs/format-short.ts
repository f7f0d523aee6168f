import { describeUsage } from '../prompt/tell-usage.ts'
import { fitToWidth } from '../fit-to-width.ts'
import { oneLine } from '../one-line.ts'
import type { LoggedResponse } from '../log/logged-response.ts'
import { toInstant } from './format-markdown.ts'

/** A few lines of YAML for each answer. */
export function formatShort(
  responses: readonly LoggedResponse[],
  options: { withUsage?: boolean | undefined } = {},
): string {
  return responses
    .map((response) => {
      const { id, model, conversationId, prompt, system, status, usage } = response
      const fields: [key: string, value: string | number][] = [
        ['id', id],
        ['model', model],
        ['datetime', toInstant(response.startedAt)],
        ['conversation', conversationId],
        ...(system ? [['system', cut(system)] as [string, string]] : []),
        ['prompt', cut(prompt)],
        ...(status === 'done' ? [] : [['status', status] as [string, string]]),
        ...(options.withUsage && usage
          ? [['usage', describeUsage(usage)] as [string, string]]
          : []),
      ]
      // JSON's texts are YAML's.
      const lines = fields.map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
      return lines.map((line, at) => `${at === 0 ? '- ' : '  '}${line}`).join('\n')
    })
    .join('\n')
}

/** A text that may be long, as one short line. */
export function cut(text: string): string {
  return fitToWidth(oneLine(text), 100)
}
