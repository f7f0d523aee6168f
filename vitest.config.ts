import { existsSync, globSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { defineConfig, type TestProjectConfiguration } from 'vitest/config'
import { LongFilesFirst } from './tools/long-files-first.ts'

const root = fileURLToPath(new URL('.', import.meta.url))

/** What holds for every project. */
const shared = {
  setupFiles: [join(root, 'tools', 'test-guard.ts')],
  // Files share a worker: starting one for each is half of what the tests cost.
  isolate: false,
  // Many tests wait for other processes: with a worker for each core, a quarter of the time is idle.
  maxWorkers: availableParallelism() + 1,
  // A busy machine makes no test fail: what is dear by nature, or starts programs, takes seconds of it.
  testTimeout: 30_000,
  hookTimeout: 60_000,
}

/**
 * Each package's own configuration, named for its folder, with what is shared added so that none can forget it. Files
 * named `*.alone.test.ts` are a project beside it, where each has a process of its own.
 */
function packageProjects(): TestProjectConfiguration[] {
  return ['packages', 'apps']
    .flatMap((parent) => readdirSync(join(root, parent)).map((name) => join(root, parent, name)))
    .filter((folder) => existsSync(join(folder, 'vitest.config.ts')))
    .flatMap((folder) => {
      const name = basename(folder)
      const project = { extends: join(folder, 'vitest.config.ts'), root: folder }
      const alone = { ...shared, name: `${name}-alone`, isolate: true }
      const hasAlone = globSync('test/**/*.alone.test.ts', { cwd: folder }).length > 0
      return [
        { ...project, test: { ...shared, name, exclude: ['**/*.alone.test.ts'] } },
        ...(hasAlone
          ? [{ ...project, test: { ...alone, exclude: ['**/!(*.alone).test.ts'] } }]
          : []),
      ]
    })
}

export default defineConfig({
  test: {
    maxWorkers: shared.maxWorkers,
    sequence: { sequencer: LongFilesFirst },
    projects: [
      ...packageProjects(),
      { test: { name: 'workspace', include: ['test/*.test.ts'], ...shared } },
    ],
    reporters: ['default', './tools/count-reporter.ts'],
    coverage: {
      include: ['packages/*/src/**', 'apps/*/src/**'],
      reporter: ['text-summary', 'html'],
    },
  },
})
