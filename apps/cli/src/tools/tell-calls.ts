import type { ToolCall, ToolResult } from '@via-codex/core'
import type { Context } from '../context.ts'
import { oneLine } from '../one-line.ts'
import type { CallEvent } from './round-reader.ts'

/** `get_weather({"city":"Lisbon"})`, on one line and whole. */
export function describeCall({ name, arguments: given }: ToolCall): string {
  return oneLine(`${name}(${typeof given === 'string' ? given : JSON.stringify(given)})`)
}

/** Tells of calls as they are made: in the status line, and with `--td` on lines that stay, with what came of them. */
export function tellCalls(
  isDebugged: boolean,
  { talk, status }: Pick<Context, 'talk' | 'status'>,
): (event: CallEvent) => void {
  return (event) => {
    if (event.type === 'toolCall') {
      status.add(`\n${describeCall(event.call)}\n`)
      if (isDebugged) talk.say(`tool: ${describeCall(event.call)}`)
    } else if (isDebugged) {
      for (const line of describeResult(event.result)) talk.sayQuietly(`  ${line}`)
    }
  }
}

function describeResult({ status, output }: ToolResult): string[] {
  const text = typeof output === 'string' ? output : output.map(describePart).join('\n')
  const lines = text.split(/\r?\n/).map(oneLine)
  return status === 'done' ? lines : [`${status}: ${lines[0] ?? ''}`, ...lines.slice(1)]
}

function describePart(part: Exclude<ToolResult['output'], string>[number]): string {
  return part.type === 'input_text' ? part.text : `[${part.type}]`
}
