/**
 * Runs `work` at most once at a time: whoever asks while it runs shares its outcome.
 * `pending()` is the run under way, if any.
 */
export function singleFlight<Input, Output>(work: (input: Input) => Promise<Output>) {
  let pending: Promise<Output> | undefined
  return {
    run(input: Input): Promise<Output> {
      pending ??= work(input).finally(() => {
        pending = undefined
      })
      return pending
    },
    pending: () => pending,
  }
}
