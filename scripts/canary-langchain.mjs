/**
 * Runs the tests of @via-codex/langchain against the newest LangChain, in a copy of this commit: what the package
 * overrides of @langchain/openai is marked internal there, and may move. Needs the registry; the exit code is the tests'.
 *
 *     node scripts/canary-langchain.mjs [VERSION OF @langchain/openai]
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const [version = 'latest'] = process.argv.slice(2)
const copy = mkdtempSync(join(tmpdir(), 'canary-langchain-'))

/** @param {string[]} args */
function pnpm(...args) {
  const { status, error } = spawnSync('pnpm', args, { cwd: copy, stdio: 'inherit' })
  if (error) throw error
  if (status !== 0) throw new Error(`pnpm ${args.join(' ')} failed.`)
}

try {
  const archive = execFileSync('git', ['archive', 'HEAD'], { cwd: root, maxBuffer: 2 ** 30 })
  execFileSync('tar', ['-x', '-C', copy], { input: archive })
  const filter = ['--filter', '@via-codex/langchain']
  pnpm(...filter, 'add', `@langchain/openai@${version}`)
  pnpm(...filter, 'add', '--save-dev', '@langchain/core@latest', 'langchain@latest')
  pnpm('install', '--no-frozen-lockfile')
  pnpm('exec', 'turbo', 'run', 'build', ...filter)
  pnpm(...filter, 'list', '@langchain/openai', '@langchain/core', 'langchain')
  pnpm('exec', 'tsc', '-p', 'packages/langchain')
  pnpm('exec', 'vitest', 'run', '--project', 'langchain')
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  rmSync(copy, { recursive: true, force: true })
}
