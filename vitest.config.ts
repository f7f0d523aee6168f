import { existsSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { defineConfig, type TestProjectConfiguration } from 'vitest/config'

const root = fileURLToPath(new URL('.', import.meta.url))
const guard = join(root, 'tools', 'test-guard.ts')

/** Each package's own configuration, named for its folder, with the guard added so that none can forget it. */
function packageProjects(): TestProjectConfiguration[] {
  return ['packages', 'apps']
    .flatMap((parent) => readdirSync(join(root, parent)).map((name) => join(root, parent, name)))
    .filter((folder) => existsSync(join(folder, 'vitest.config.ts')))
    .map((folder) => ({
      extends: join(folder, 'vitest.config.ts'),
      root: folder,
      test: { name: basename(folder), setupFiles: [guard] },
    }))
}

export default defineConfig({
  test: {
    // Many tests wait for other processes: the default, one core fewer than there are, leaves a core idle.
    maxWorkers: availableParallelism(),
    projects: [
      ...packageProjects(),
      { test: { name: 'workspace', include: ['test/*.test.ts'], setupFiles: [guard] } },
    ],
    reporters: ['default', './tools/count-reporter.ts'],
    coverage: {
      include: ['packages/*/src/**', 'apps/*/src/**'],
      reporter: ['text-summary', 'html'],
    },
  },
})
