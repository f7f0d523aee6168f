/**
 * Fails when a changeset names no package of ours, or when a branch changes a published package without a changeset.
 *
 * `changeset status` judges both, but needs the base branch; where git or that branch is absent (a tarball, a shallow
 * clone) there is nothing to compare with, and the check says so and passes.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const { baseBranch } = JSON.parse(readFileSync(join(root, '.changeset', 'config.json'), 'utf8'))

const base = spawnSync('git', ['rev-parse', '--verify', '--quiet', baseBranch], { cwd: root })
if (base.status === 0) {
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'node_modules', '@changesets', 'cli', 'bin.js'), 'status'],
    { cwd: root, stdio: 'inherit' },
  )
  process.exitCode = status ?? 1
} else {
  console.log(`There is no branch ${baseBranch} to compare with: not checked`)
}
