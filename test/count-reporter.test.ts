import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterEach, describe, expect, it } from 'vitest'

import { countTests, type CountedModule } from '../tools/count-reporter.ts'
import { root } from './support/source-files.ts'

function moduleOf(
  states: string[],
  errors: unknown[] = [],
  suiteErrors: unknown[] = [],
): CountedModule {
  return {
    errors: () => errors,
    children: {
      allTests: () => states.map((state) => ({ result: () => ({ state }) })),
      allSuites: () => [{ errors: () => suiteErrors }],
    },
  }
}

describe('countTests', () => {
  it('adds up modules; what did not run is skipped', () => {
    const modules = [moduleOf(['passed', 'failed', 'skipped']), moduleOf(['passed', 'pending'])]
    expect(countTests(modules, [])).toEqual({ passed: 2, failed: 1, skipped: 2 })
  })

  it.each([
    ['a file that does not load', [moduleOf([], [new Error('no')])], []],
    ['a suite whose set-up throws', [moduleOf(['skipped'], [], [new Error('no')])], []],
    ['an error outside every test', [moduleOf(['passed'])], [new Error('no')]],
  ])('counts %s as failed', (_name, modules, unhandled) => {
    expect(countTests(modules, unhandled).failed).toBe(1)
  })
})

describe('the closing line', () => {
  let folder: string
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  function runVitest(testFile: string) {
    // Below the workspace, so that `vitest` is found.
    folder = mkdtempSync(join(root, 'node_modules', '.count-reporter-'))
    writeFileSync(join(folder, 'sample.test.mjs'), testFile)
    writeFileSync(join(folder, 'vitest.config.mjs'), 'export default {}')
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
    const reporter = join(root, 'tools', 'count-reporter.ts')
    const args = [
      'run',
      '--root',
      folder,
      '--dir',
      folder,
      '--exclude',
      'none',
      '--reporter',
      'default',
      '--reporter',
      reporter,
    ]
    const { status, stdout } = spawnSync(process.execPath, [vitest, ...args], { encoding: 'utf8' })
    return { status, last: stdout.trimEnd().split('\n').at(-1) }
  }

  it('ends a run that failed, and counts what was skipped', () => {
    const ended = runVitest(`
      import { expect, it } from 'vitest'
      it('passes', () => {})
      it('fails', () => expect(1).toBe(2))
      it.skip('is skipped', () => {})
      it.todo('is to do')
    `)
    expect(ended).toEqual({ status: 1, last: '1 passed, 1 failed, 2 skipped' })
  })

  it('never says 0 failed of a file that does not load', () => {
    expect(runVitest('throw new Error("no")')).toEqual({
      status: 1,
      last: '0 passed, 1 failed, 0 skipped',
    })
  })
})
