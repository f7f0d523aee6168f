import { waitUnlessAborted } from './delay.ts'

interface Flight<Output> {
  readonly outcome: Promise<Output>
  readonly controller: AbortController
  waiting: number
}

/**
 * Makes a function that runs `work` at most once at a time for each key: whoever asks while it runs
 * shares its outcome. One who gives up only stops waiting; when the last one does, the work is aborted.
 */
export function sharedFlight<Output>() {
  const flights = new Map<string, Flight<Output>>()

  const start = (key: string, work: (signal: AbortSignal) => Promise<Output>): Flight<Output> => {
    const controller = new AbortController()
    const flight = { outcome: work(controller.signal), controller, waiting: 0 }
    flights.set(key, flight)
    return flight
  }

  return async (
    key: string,
    work: (signal: AbortSignal) => Promise<Output>,
    signal?: AbortSignal,
  ): Promise<Output> => {
    const flight = flights.get(key) ?? start(key, work)
    flight.waiting++
    try {
      return await waitUnlessAborted(flight.outcome, signal)
    } finally {
      flight.waiting--
      // Those who share an outcome leave one after the other; the first who comes later begins anew.
      if (flight.waiting === 0) {
        if (flights.get(key) === flight) flights.delete(key)
        flight.controller.abort()
      }
    }
  }
}
