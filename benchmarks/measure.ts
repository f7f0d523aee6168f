/**
 * Runs one subject through one scenario in this process and prints what it measured as one line of
 * JSON: `node --expose-gc measure.ts SUBJECT SCENARIO SERVER [--quick]`.
 */
import { parseArgs } from 'node:util'
import { scenarioOf } from './scenarios.ts'
import type { CreateSubject } from './subjects/subject.ts'

const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const [subjectName, name, server] = positionals as [string, string, string]
const { serves, run } = scenarioOf(name)

const startedAt = performance.now()
const { default: create } = (await import(`./subjects/${subjectName}.ts`)) as {
  default: CreateSubject
}
const importMs = performance.now() - startedAt
const subject = await create(`${server}/${serves}/codex`)
console.log(JSON.stringify(await run({ subject, importMs, isQuick: values.quick })))
await subject.close()
process.exit()
