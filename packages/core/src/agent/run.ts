/** Work that tells what it does, and ends in one result or one error. */
export interface Run<Event, Result> extends AsyncIterable<Event, undefined> {
  /**
   * The result. May be called before, during or after the reading; the work then goes on without waiting
   * for a reader.
   */
  final(): Promise<Result>
  /** Ends the work now. Whoever reads gets `reason`, by default an `AbortError`. */
  cancel(reason?: unknown): void
}

/**
 * Makes a run of a generator. It begins at the first read, or at `final()`; its events are read once;
 * leaving the loop early cancels it.
 *
 * @param generate yields the events and returns the result; ends when its signal aborts
 */
export function createRun<Event, Result>(
  generate: (signal: AbortSignal) => AsyncGenerator<Event, Result>,
  signal: AbortSignal | undefined,
): Run<Event, Result> {
  const controller = new AbortController()
  const generator = generate(
    signal ? AbortSignal.any([signal, controller.signal]) : controller.signal,
  )
  const result = Promise.withResolvers<Result>()
  // Whoever reads the events is told of the failure too.
  result.promise.catch(() => {})
  // Read by an index: taking from the front of a long list moves all of it.
  let queue: Event[] = []
  let read = 0
  let pumping: Promise<boolean> | undefined
  let end: { readonly error?: unknown } | undefined
  let isRead = false

  const step = async (): Promise<boolean> => {
    try {
      const { done, value } = await generator.next()
      if (!done) return queue.push(value) > 0
      end = {}
      result.resolve(value)
    } catch (error) {
      end = { error }
      result.reject(error)
    } finally {
      pumping = undefined
    }
    return false
  }
  /** Goes one step on, never two at a time; `false` at the end. */
  const pump = async (): Promise<boolean> => {
    if (end) return false
    pumping ??= step()
    return pumping
  }
  const drain = async () => {
    let goesOn = true
    while (goesOn) goesOn = await pump()
  }
  const cancel = (
    reason: unknown = new DOMException('The run was cancelled.', 'AbortError'),
  ): void => {
    if (!end) controller.abort(reason)
  }

  const iterator: AsyncIterator<Event, undefined> = {
    async next() {
      let goesOn = true
      while (read === queue.length && goesOn) {
        queue = []
        read = 0
        goesOn = await pump()
      }
      if (read < queue.length) return { value: queue[read++] as Event, done: false }
      if (end && 'error' in end) {
        const { error } = end
        end = {}
        throw error
      }
      return { value: undefined, done: true }
    },
    async return() {
      cancel()
      queue = []
      read = 0
      await pumping
      if (!end) {
        end = {}
        // It ends where it stands, even when all that it waits for is there already.
        await generator.return(undefined as never)
        result.reject(controller.signal.reason)
      }
      return { value: undefined, done: true }
    },
  }
  return {
    [Symbol.asyncIterator]() {
      if (isRead) throw new TypeError('A run can be read once.')
      isRead = true
      return iterator
    },
    final() {
      void drain()
      return result.promise
    },
    cancel,
  }
}
