import type { Reporter, TestModule, TestRunEndReason } from 'vitest/node'

export interface Counts {
  passed: number
  failed: number
  skipped: number
}

/** The parts of a run that are counted; vitest's own `TestModule` fits. */
export interface CountedModule {
  errors(): readonly unknown[]
  children: {
    allTests(): Iterable<{ result(): { state: string } }>
    allSuites(): Iterable<{ errors(): readonly unknown[] }>
  }
}

/**
 * Counts the tests of a run.
 *
 * A file or suite that broke outside a test, and an error that belongs to no test, each count as one failed: a run that
 * failed never says `0 failed`. A test that was not run, for whatever reason, counts as skipped.
 */
export function countTests(
  modules: Iterable<CountedModule>,
  unhandledErrors: readonly unknown[],
): Counts {
  const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 }
  for (const module of modules) {
    if (module.errors().length > 0) counts.failed += 1
    for (const suite of module.children.allSuites()) {
      if (suite.errors().length > 0) counts.failed += 1
    }
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      if (state === 'passed') counts.passed += 1
      else if (state === 'failed') counts.failed += 1
      else counts.skipped += 1
    }
  }
  return counts
}

/** Ends the run with `N passed, N failed, N skipped`, alone on a line of stdout. */
export default class CountReporter implements Reporter {
  onTestRunEnd(
    modules: readonly TestModule[],
    unhandledErrors: readonly unknown[],
    reason: TestRunEndReason,
  ): void {
    const { passed, failed, skipped } = countTests(modules, unhandledErrors)
    // A run that failed for another reason, such as finding no test file, is a failure too.
    const atLeast = reason === 'failed' ? Math.max(failed, 1) : failed
    process.stdout.write(`\n${passed} passed, ${atLeast} failed, ${skipped} skipped\n`)
  }
}
