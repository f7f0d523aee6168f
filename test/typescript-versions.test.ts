/**
 * What packages ship has types that every supported TypeScript takes: each `test/types/` of a package is a program of
 * someone else, compiled against what the build has made.
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { inspect, promisify } from 'node:util'

import { expect, it } from 'vitest'

import { listPackages, root } from './support/source-files.ts'

const consumers = listPackages()
  .map(({ folder }) => `${folder}/test/types`)
  .filter((folder) => existsSync(join(root, folder, 'tsconfig.json')))

it('finds programs to compile', () => {
  expect(consumers).toEqual(['packages/ai-sdk/test/types', 'packages/langchain/test/types'])
})

it.for(
  ['typescript-5.9', 'typescript-6', 'typescript'].flatMap((compiler) =>
    consumers.map((consumer) => [compiler, consumer] as const),
  ),
)('%s compiles %s', { timeout: 60_000 }, async ([compiler, consumer]) => {
  const tsc = join(root, 'node_modules', compiler, 'bin', 'tsc')
  const run = promisify(execFile)(process.execPath, [tsc, '-p', join(root, consumer)])
  const words = await run.then(
    ({ stdout }) => stdout,
    (error: unknown) => (error as { stdout?: string }).stdout || inspect(error),
  )
  expect(words).toBe('')
})
