/**
 * What packages ship has types that every supported TypeScript takes: each `test/types/` of a package is a program of
 * someone else, compiled against what the build has made.
 */
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect, promisify } from 'node:util'

import { afterAll, beforeAll, expect, it } from 'vitest'

import { listPackages, root } from './support/source-files.ts'

const consumers = listPackages()
  .map(({ folder }) => `${folder}/test/types`)
  .filter((folder) => existsSync(join(root, folder, 'tsconfig.json')))

it('finds programs to compile', () => {
  expect(consumers).toEqual(['packages/ai-sdk/test/types', 'packages/langchain/test/types'])
})

it('finds one way to compile them all', () => {
  const configs = consumers.map((folder) =>
    readFileSync(join(root, folder, 'tsconfig.json'), 'utf8'),
  )
  expect(new Set(configs).size).toBe(1)
})

let folder: string
beforeAll(() => {
  // Below the workspace, so that `@types/node` is found.
  folder = mkdtempSync(join(root, 'node_modules', '.typescript-versions-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

// All in one go: what they share, zod and Node's types, takes longer than they do.
it.for(['typescript-5.9', 'typescript-6', 'typescript'])(
  '%s compiles them',
  { timeout: 60_000 },
  async (compiler) => {
    const config = join(folder, 'tsconfig.json')
    const files = consumers.map((consumer) => join(root, consumer, 'consumer.ts'))
    const compilerOptions = { typeRoots: [join(root, 'node_modules', '@types')] }
    writeFileSync(
      config,
      JSON.stringify({
        extends: join(root, consumers[0]!, 'tsconfig.json'),
        compilerOptions,
        files,
      }),
    )
    const tsc = join(root, 'node_modules', compiler, 'bin', 'tsc')
    const run = promisify(execFile)(process.execPath, [tsc, '-p', config])
    const words = await run.then(
      ({ stdout }) => stdout,
      (error: unknown) => (error as { stdout?: string }).stdout || inspect(error),
    )
    expect(words).toBe('')
  },
)
