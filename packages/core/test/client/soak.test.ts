import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { startSimulator, createCodexHome, textScenario, type Fault } from '@via-codex/simulator'
import { expect, test } from 'vitest'
import { createCodexClient, type CodexClient } from '../../src/client/codex-client.ts'
import { expectNothingUnhandled } from '../support/failures.ts'

expectNothingUnhandled()

/** `SOAK=10000 npm test -- --project core soak` for the long form. */
const count = Number(process.env['SOAK'] ?? 2_000)
const inFlight = 64

/** What strikes one request in twenty, and how that one then ends. */
const faults: readonly (readonly [fault: Fault, outcome: string])[] = [
  [{ kind: 'server-error' }, 'answered'],
  [{ kind: 'drop' }, 'answered'],
  [{ kind: 'overloaded' }, 'answered'],
  [{ kind: 'unauthorized' }, 'answered'],
  [{ kind: 'rate-limited', retryAfterSeconds: 0 }, 'answered'],
  [{ kind: 'context-length-exceeded' }, 'CONTEXT_WINDOW_EXCEEDED'],
  [{ kind: 'drop-mid-stream' }, 'STREAM_INTERRUPTED'],
  [{ kind: 'end-early' }, 'STREAM_INTERRUPTED'],
  [{ kind: 'malformed-event' }, 'STREAM_MALFORMED'],
  [{ kind: 'response-failed' }, 'RESPONSE_FAILED'],
  [{ kind: 'stall' }, 'TIMEOUT'],
]
const outcomeOf = new Map<string, string>(faults.map(([{ kind }, outcome]) => [kind, outcome]))

type Ask = (client: CodexClient, input: string) => Promise<string>

/** Ways to ask, taken in turn; each tells how it ended. */
const ways: readonly Ask[] = [
  async (client, input) => {
    await client.responses.create({ model, input })
    return 'answered'
  },
  async (client, input) => {
    const stream = client.responses.stream({ model, input })
    for await (const _ of stream);
    await stream.final()
    return 'answered'
  },
  async (client, input) => {
    for await (const event of client.responses.stream({ model, input }))
      if (event.type === 'response.output_text.delta') break
    return 'left'
  },
  async (client, input) => {
    const controller = new AbortController()
    const { signal } = controller
    for await (const _ of client.responses.stream({ model, input }, { signal }))
      controller.abort('left')
    return 'answered'
  },
]
const model = 'gpt-5.5'

/** How each of so many requests ended, by its input. */
async function askMany(client: CodexClient, name: string, many: number) {
  const outcomes = new Map<string, string>()
  let next = 0
  const worker = async () => {
    while (next < many) {
      const index = next++
      const input = `${name} ${index}`
      const outcome = await ways[index % ways.length]!(client, input).catch((error: unknown) =>
        error === 'left' ? 'left' : String((error as { code?: string }).code ?? error),
      )
      // Written once: settled once.
      outcomes.set(input, outcomes.has(input) ? 'twice' : outcome)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  return outcomes
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

test(
  `${count} mixed requests, ${inFlight} at once, one in twenty struck`,
  { timeout: 120_000 },
  async () => {
    await using simulator = await startSimulator({
      paceMs: 0,
      seed: 7,
      scenario: textScenario('Grüße aus 東京 🦩'),
    })
    await using home = await createCodexHome(simulator)
    const client = createCodexClient({
      codexHome: home.path,
      endpoints: simulator.endpoints,
      cacheFolder: false,
      retry: { baseDelayMs: 1 },
      timeouts: { idleMs: 1_500 },
    })

    const run = async (name: string, many: number) => {
      const strikes = Array.from({ length: many / 20 }, (_, index): Fault => {
        const [fault] = faults[index % faults.length]!
        // Early, so that the last one to be waited for is not alone.
        return { ...fault, after: index * 16 }
      })
      simulator.faults.add(...strikes)
      const outcomes = await askMany(client, name, many)
      const requests = simulator.requests.to('responses').map(({ body, faults: struckBy }) => {
        const [item] = (body as { input: { content: { text: string }[] }[] }).input
        return { input: item!.content[0]!.text, struckBy }
      })
      simulator.faults.clear()
      simulator.requests.clear()
      return { outcomes, requests: Map.groupBy(requests, ({ input }) => input) }
    }
    const heapBytes = async () => {
      // What has just ended leaves in a later turn.
      await new Promise((resolve) => setTimeout(resolve, 50))
      collectGarbage()
      return process.memoryUsage().heapUsed
    }

    await run('first', count / 2)
    const before = { heap: await heapBytes(), timers: timerCount() }
    const { outcomes, requests } = await run('second', count / 2)
    const growth = (await heapBytes()) - before.heap

    expect(outcomes.size).toBe(count / 2)
    expect([...requests.keys()].toSorted()).toEqual([...outcomes.keys()].toSorted())
    let struck = 0
    for (const [input, tries] of requests) {
      const last = tries.at(-1)!
      struck += tries.filter(({ struckBy }) => struckBy.length > 0).length
      // Sent again only after a fault that may be repaired so.
      for (const { struckBy } of tries.slice(0, -1)) {
        expect(struckBy.map((kind) => outcomeOf.get(kind))).toEqual(['answered'])
      }
      const [kind] = last.struckBy
      const allowed = kind ? [outcomeOf.get(kind), 'left'] : ['answered', 'left']
      expect(allowed, `${input} ended otherwise`).toContain(outcomes.get(input))
    }
    expect(struck).toBeGreaterThan(count / 2 / 25)
    expect(simulator.authority.loggedOut()).toEqual([])
    expect(growth / (count / 2)).toBeLessThan(1_000)
    expect(timerCount()).toBeLessThanOrEqual(before.timers)
    // A connection that is being closed does not keep the next request waiting.
    expect(simulator.requests.openConnections).toBeLessThanOrEqual(2 * inFlight)
    await client.close()
    await simulator.requests.connectionsClosed(0)
  },
)

function timerCount(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
}
