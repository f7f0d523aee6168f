/**
 * Everything a change must pass, in one go: each step's words are shown only when it fails, and a failure does not keep
 * the later steps from being run.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { runNode, toolPath } from './processes.mjs'
import { root } from './runtime.mjs'

/** @typedef {import('./processes.mjs').Runtime} Runtime */
/** @typedef {{ name: string, args: string[], cwd?: string }} Step `args` are for Node */

/**
 * @param {Runtime} runtime
 * @returns {Promise<number>} exit code
 */
export async function check(runtime) {
  /** @type {string[]} */
  const failed = []
  /** @param {Step} step */
  const run = async ({ name, args, cwd = root }) => {
    const start = performance.now()
    const { code, output } = await runNode(runtime, args, { cwd, stdio: 'keep' })
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    process.stderr.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n`)
    if (code === 0) return
    failed.push(name)
    process.stderr.write(`${output.trimEnd()}\n\n`)
  }

  // The build comes first: the checks of the packages read what it makes.
  await run({
    name: 'build, typecheck',
    args: [
      toolPath('turbo'),
      'run',
      'build',
      'typecheck',
      '--ui=stream',
      '--output-logs=errors-only',
      '--continue',
    ],
  })
  const waiting = steps()
  const worker = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) await run(step)
  }
  await Promise.all([worker(), worker()])

  const tests = await runNode(runtime, [toolPath('vitest'), 'run'])
  if (tests.code !== 0) failed.push('tests')
  if (failed.length > 0) process.stderr.write(`\nvia-codex: failed: ${failed.join(', ')}\n`)
  return failed.length > 0 ? 1 : 0
}

/** @returns {Step[]} */
function steps() {
  return [
    { name: 'format', args: [toolPath('oxfmt'), '--check', '.'] },
    { name: 'lint', args: [toolPath('oxlint'), '--type-aware', '--deny-warnings'] },
    { name: 'knip', args: [toolPath('knip')] },
    { name: 'lockfile', args: ['scripts/check-lockfile.mjs'] },
    { name: 'changesets', args: ['scripts/check-changesets.mjs'] },
    ...publishedPackages().flatMap(({ name, folder, hasEntry }) => [
      { name: `publint ${name}`, args: [toolPath('publint'), '--strict'], cwd: folder },
      // A package without an entry point (the CLI) has no types to get wrong.
      ...(hasEntry
        ? [
            {
              name: `attw ${name}`,
              args: [
                toolPath('@arethetypeswrong/cli', 'attw'),
                '--pack',
                '.',
                '--profile',
                'esm-only',
              ],
              cwd: folder,
            },
          ]
        : []),
    ]),
  ]
}

function publishedPackages() {
  return ['packages', 'apps'].flatMap((parent) =>
    readdirSync(join(root, parent)).flatMap((child) => {
      const folder = join(root, parent, child)
      const file = join(folder, 'package.json')
      if (!existsSync(file)) return []
      const manifest = JSON.parse(readFileSync(file, 'utf8'))
      return manifest.private
        ? []
        : [{ name: manifest.name, folder, hasEntry: manifest.exports?.['.'] !== undefined }]
    }),
  )
}
