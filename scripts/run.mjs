/**
 * The one way in: `npm start -- ARGS`, `npm test`, `npm run check`, `npm run node -- FILE.ts`, `.ci/run`.
 *
 * Needs nothing installed but Node 20 and npm: finds or fetches a Node and a pnpm that fit, installs the packages when
 * they have changed, then does the work. All it has to say goes to stderr; stdout belongs to the program it starts.
 *
 * `VIA_CODEX_NODE=22.23.3` runs everything on exactly that Node.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { check } from './launcher/check.mjs'
import { installDebianPackages } from './launcher/debian-packages.mjs'
import { install } from './launcher/install.mjs'
import { runNode, toolPath } from './launcher/processes.mjs'
import { findRuntime, LauncherError, root } from './launcher/runtime.mjs'

/** @typedef {import('./launcher/processes.mjs').Runtime} Runtime */

const cli = join(root, 'apps', 'cli', 'dist', 'index.js')

/** @type {Record<string, (runtime: Runtime, args: string[]) => Promise<number>>} */
const tasks = {
  async start(runtime, args) {
    await build(runtime, ['--filter=via-codex'])
    if (!existsSync(cli)) {
      throw new LauncherError(
        'The build made no apps/cli/dist/index.js.',
        'Look at apps/cli/tsup.config.ts.',
      )
    }
    return (await runNode(runtime, [cli, ...args], { cwd: callerFolder() })).code
  },
  async test(runtime, args) {
    await build(runtime, [])
    return (await runNode(runtime, [toolPath('vitest'), 'run', ...args])).code
  },
  async node(runtime, args) {
    const flags = ['--conditions=@via-codex/source', '--disable-warning=ExperimentalWarning']
    return (await runNode(runtime, [...flags, ...args], { cwd: callerFolder() })).code
  },
  check: (runtime) => check(runtime),
  ci(runtime) {
    installDebianPackages()
    return check(runtime)
  },
}

/** Where the caller stands: npm runs its scripts in the workspace folder, but people name files from where they are. */
function callerFolder() {
  const isRunByNpm = process.env['npm_lifecycle_event'] !== undefined && process.cwd() === root
  return (isRunByNpm && process.env['INIT_CWD']) || process.cwd()
}

/**
 * Builds without a word unless it fails.
 *
 * @param {Runtime} runtime
 * @param {string[]} filter
 */
async function build(runtime, filter) {
  if (!existsSync(cli)) process.stderr.write('via-codex: building…\n')
  const args = ['run', 'build', '--output-logs=errors-only', '--ui=stream', ...filter]
  const { code, output } = await runNode(runtime, [toolPath('turbo'), ...args], { stdio: 'keep' })
  if (code === 0) return
  process.stderr.write(output)
  throw new LauncherError('The build failed.', 'Read its words above.')
}

async function main() {
  const [name = '', ...args] = process.argv.slice(2)
  const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined
  if (task === undefined) {
    throw new LauncherError(
      `There is no task "${name}".`,
      `Use one of: ${Object.keys(tasks).join(', ')}.`,
    )
  }
  const memory = join(root, 'node_modules', '.cache', 'via-codex')
  const runtime = findRuntime(join(memory, 'runtime.json'))
  await install(runtime, root, join(memory, 'installed'))
  runtime.remember()
  return task(runtime, args)
}

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof LauncherError)) throw error
  process.stderr.write(`via-codex: ${error.message}\n${error.hint}\n`)
  process.exitCode = 1
}
