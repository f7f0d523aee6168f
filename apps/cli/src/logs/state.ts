import { existsSync, statSync } from 'node:fs'
import type { Context } from '../context.ts'
import { countAnswers } from '../log/count-answers.ts'
import { logPath } from '../log/log-path.ts'
import { isLogOn, switchLog } from '../log/log-switch.ts'
import { withLog } from '../log/open-log.ts'

export function printPath({ env, output }: Context): void {
  output.print(logPath(env))
}

export function turn(isOn: boolean, { env, talk }: Context): void {
  switchLog(env, isOn)
  talk.say(isOn ? 'Answers are logged.' : 'Answers are not logged, unless --log asks for it.')
}

export function printStatus({ env, output }: Context): void {
  const path = logPath(env)
  const lines = [
    `logging        ${isLogOn(env) ? 'on' : 'off'}`,
    `database       ${path}${existsSync(path) ? '' : ' (not made yet)'}`,
  ]
  if (existsSync(path)) {
    const { conversations, answers } = withLog(path, countAnswers)
    lines.push(
      `conversations  ${conversations}`,
      `answers        ${answers}`,
      `size           ${(statSync(path).size / 1_000_000).toFixed(1)} MB`,
    )
  }
  output.print(lines.join('\n'))
}
