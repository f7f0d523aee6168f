import type { CodexClient } from '@via-codex/core'
import type { Context } from '../context.ts'
import { ClockWatch } from '../doctor/clock-watch.ts'
import { examine, type Finding } from '../doctor/examine.ts'
import type { Fact } from '../doctor/gather-facts.ts'
import { formatTable } from '../format-table.ts'
import { formatManual } from '../manual/format-manual.ts'
import type { Manual } from '../manual/manual.ts'
import { oneLine } from '../one-line.ts'
import { withClient } from '../open-client.ts'
import { assertNoWords, jsonOption, onlineOptions, parseArguments } from '../parse-arguments.ts'
import { modelFrom } from '../prompt/default-model.ts'

const options = {
  model: {
    type: 'string',
    short: 'm',
    value: '<id>',
    words: 'the model to ask (default gpt-5.5, or VIA_CODEX_MODEL)',
  },
  ...jsonOption,
  ...onlineOptions,
} as const

export const manual: Manual = {
  usage: ['doctor [options]'],
  about: `Walks the six stations from your login to an answer, and stops at the first that fails: 1 discover, 2 keep fresh, 3 authorise, 4 transport, 5 decode, 6 adapt. Before that it shows what the path depends on: where the login is looked for, the Codex CLI, proxy and certificates; on the way, how far this clock is off. The last two ask a model for one word, which counts against your plan.`,
  options,
  examples: ['via-codex doctor', 'via-codex doctor --simulate'],
}

export async function run(args: readonly string[], context: Context): Promise<number | void> {
  const { values, positionals } = parseArguments(args, options, 'via-codex doctor --help')
  const { output, status, signal } = context
  if (values.help) return output.print(formatManual(manual))
  assertNoWords(positionals, 'doctor')
  const { gatherFacts } = await import('../doctor/gather-facts.ts')
  const facts = values.simulate ? [] : await gatherFacts(values, context.env)
  if (!values.json && facts.length > 0) output.print(`${toTable(facts)}\n\n`)
  const clock = new ClockWatch()
  const logger = clock.listenTo(context.talk.logger({ debug: values.debug }))
  const findings: Finding[] = []
  const onFinding = (finding: Finding) => {
    findings.push(finding)
    status.clear()
    if (!values.json) output.print(toText(finding))
  }
  const model = modelFrom(values.model, context.env)
  const work = async (client: CodexClient) => {
    status.start()
    return examine(client, { model, signal, clock, onFinding })
  }
  const exitCode = await withClient(values, context, work, logger)
  if (values.json) output.printJson({ isOk: exitCode === 0, facts, stations: findings })
  return exitCode
}

function toTable(facts: readonly Fact[]): string {
  return formatTable(facts.map(({ name, detail }) => [name, oneLine(detail)]))
}

function toText({ station, name, isOk, detail, elapsedMs, hint }: Finding): string {
  const time = elapsedMs === undefined ? '' : ` (${elapsedMs} ms)`
  const line = `${isOk ? '✓' : '✗'} ${station} ${name.padEnd(10)}  ${detail}${time}`
  return hint ? `${line}\nhint: ${hint}` : line
}
