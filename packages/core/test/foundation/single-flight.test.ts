import { expect, test } from 'vitest'
import { singleFlight } from '../../src/foundation/single-flight.ts'
import { expectNothingUnhandled, rejectionOf } from '../support/failures.ts'

expectNothingUnhandled()

function flight() {
  const runs: { input: string; outcome: PromiseWithResolvers<string> }[] = []
  const single = singleFlight((input: string) => {
    const outcome = Promise.withResolvers<string>()
    runs.push({ input, outcome })
    return outcome.promise
  })
  return { runs, run: (input: string) => single.run(input), pending: single.pending }
}

test('whoever asks while it runs shares its outcome', async () => {
  const { runs, run, pending } = flight()
  expect(pending()).toBeUndefined()
  const answers = [run('a'), run('b'), run('c')]
  expect(pending()).toBeDefined()
  runs[0]!.outcome.resolve('done')
  expect(await Promise.all(answers)).toEqual(['done', 'done', 'done'])
  expect(runs.map(({ input }) => input)).toEqual(['a'])
  expect(pending()).toBeUndefined()
})

test('a failure is shared too, and the next run is a new one', async () => {
  const { runs, run, pending } = flight()
  const failure = new Error('fake')
  const answers = [run('a'), run('b')].map(rejectionOf)
  runs[0]!.outcome.reject(failure)
  expect(await Promise.all(answers)).toEqual([failure, failure])
  expect(pending()).toBeUndefined()
  const again = run('c')
  runs[1]!.outcome.resolve('done')
  expect(await again).toBe('done')
})
