import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take ten seconds or so, by the end of their path. Where nothing has run before, vitest knows but their sizes. */
const longFiles = /\/(?:processes\/[^/]+|typescript-versions|web-chat|examples)\.test\.ts$/

/** Starts the long files of a project first: one that is left to the end runs alone, and a core is idle. */
export class LongFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- this one is the sequencer's, and gives a new array
    const sorted = await super.sort(files)
    const byProject = Map.groupBy(sorted, ({ project }) => project.name)
    return [...byProject.values()].flatMap((specs) => {
      const { long = [], short = [] } = Object.groupBy(specs, ({ moduleId }) =>
        longFiles.test(moduleId) ? 'long' : 'short',
      )
      return [...long, ...short]
    })
  }
}
