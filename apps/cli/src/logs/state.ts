import { statSync } from 'node:fs'
import type { Context } from '../context.ts'
import { formatBytes } from '../format-bytes.ts'
import { formatTable } from '../format-table.ts'
import { countAnswers } from '../log/count-answers.ts'
import { logPath } from '../log/log-path.ts'
import { isLogOn, switchLog } from '../log/log-switch.ts'
import { readLog } from '../log/read-log.ts'

export function printPath({ env, output }: Context): void {
  output.print(logPath(env))
}

export async function turn(isOn: boolean, { env, talk }: Context): Promise<void> {
  await switchLog(env, isOn)
  talk.say(isOn ? 'Answers are logged.' : 'Answers are not logged, unless --log asks for it.')
}

export function printStatus({ env, output }: Context): void {
  const path = logPath(env)
  const counts = readLog(path, countAnswers)
  const rows = [
    ['logging', isLogOn(env) ? 'on' : 'off'],
    ['database', `${path}${counts ? '' : ' (not made yet)'}`],
    ...(counts
      ? [
          ['conversations', String(counts.conversations)],
          ['answers', String(counts.answers)],
          ['size', formatBytes(sizeOf(path) + sizeOf(`${path}-wal`))],
        ]
      : []),
  ]
  output.print(formatTable(rows))
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
