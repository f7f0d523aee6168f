import { ContextOverflowError, getRetryable } from '@langchain/core/errors'
import { InMemoryCache } from '@langchain/core/caches'
import { BaseTracer, type Run } from '@langchain/core/tracers/base'
import { findCodexError } from '@via-codex/core'
import { textScenario } from '@via-codex/simulator'
import { describe, expect, it } from 'vitest'
import { expectNoToken } from '../../../tools/connect-simulator.ts'
import { ChatCodex } from '../src/index.ts'
import { backends, differences } from '../../../tools/backends.ts'
import { ask, failure, ways } from './support/ask.ts'
import { connect } from './support/connect.ts'

const prompt = 'Say hello'
const long = 'A very long answer. '.repeat(50)

describe.each(ways)('%s, %s', (backend, mode) => {
  it('asks once when the plan is used up', async () => {
    const { model, simulator } = await connect(backend, { maxRetries: 6 })
    const { fault, words } = differences['used up'][backend]
    simulator.faults.add(fault)
    const error = await failure(ask(mode, model, prompt))
    expect(simulator.requests.count('responses')).toBe(1)
    expect(error).toMatchObject({ status: 429, lc_error_code: 'MODEL_RATE_LIMIT' })
    expect(error.message).toContain('usage limit')
    expect(error.message).toContain(words)
    expect(findCodexError(error)).toMatchObject({ code: 'USAGE_LIMIT_REACHED' })
    expect('resetsAt' in Object(findCodexError(error))).toBe(differences.limits[backend])
    expect(error.cause).toBe(findCodexError(error))
    expect(getRetryable(error)).toBe(false)
  })

  it.each([
    ['a limit of the moment', { kind: 'rate-limited', retryAfterSeconds: 90 }, 429, true],
    ['a server that fails', { kind: 'server-error' }, 500, true],
    ['a request that is no good', { kind: 'bad-request' }, 400, false],
  ] as const)(
    'says of %s whether another try may help',
    async (_name, fault, status, retryable) => {
      const { model, simulator } = await connect(backend)
      simulator.faults.add(fault)
      const error = await failure(ask(mode, model, prompt))
      expect(error).toMatchObject({ status })
      expect(getRetryable(error)).toBe(retryable)
    },
  )

  it('shows what the backend says, where it may', async () => {
    const { model, simulator } = await connect(backend)
    simulator.faults.add({ kind: 'bad-request', detail: 'That is no good.' })
    const error = await failure(ask(mode, model, prompt))
    expect(error.message.includes('That is no good.')).toBe(differences.words[backend])
  })

  it('names Cloudflare, and shows no page', async () => {
    const { model, simulator } = await connect(backend)
    simulator.faults.add({ kind: 'cloudflare' })
    const error = await failure(ask(mode, model, prompt))
    expect(error).toMatchObject({ status: 403, cause: { code: 'FORBIDDEN' } })
    expect(error.message).toMatch(/Cloudflare/)
    expect(error.message).not.toContain('<')
  })

  it.each([
    ['before the answer', { kind: 'context-length-exceeded' }],
    [
      'within it',
      { kind: 'response-failed', code: 'context_length_exceeded', message: 'Too long.' },
    ],
  ] as const)('knows a window that is too small, told %s', async (_name, fault) => {
    const { model, simulator } = await connect(backend)
    simulator.faults.add(fault)
    const error = await failure(ask(mode, model, prompt))
    expect(ContextOverflowError.isInstance(error)).toBe(true)
    expect(findCodexError(error)).toBeDefined()
    expect(getRetryable(error)).toBe(false)
  })

  it.each([
    ['an early failure', { kind: 'response-failed', message: 'Why.', afterEvents: 2 }],
    ['a late failure', { kind: 'response-failed', message: 'Why.', afterEvents: 6 }],
    ['a failure at the end', { kind: 'response-failed', message: 'Why.' }],
    ['an error event', { kind: 'error-event', shape: 'nested', message: 'Why.' }],
    ['a flat error event', { kind: 'error-event', shape: 'flat', message: 'Why.' }],
    ['a connection that breaks', { kind: 'drop-mid-stream', afterEvents: 6 }],
    ['an early end', { kind: 'end-early', afterEvents: 6 }],
    ['[DONE] without an end', { kind: 'done-without-end' }],
  ] as const)('takes %s for no success', async (_name, fault) => {
    const { model, simulator } = await connect(backend)
    simulator.faults.add(fault)
    const error = await failure(ask(mode, model, prompt))
    const isTold = 'message' in fault
    const words = isTold ? (differences.words[backend] ? 'Why.' : 'server_error') : 'end event'
    expect(error.message).toContain(words)
    expect(error).not.toHaveProperty('lc_error_code')
    expect(findCodexError(error)?.name).toBe('StreamError')
  })

  it('takes what is no event for no success', async () => {
    const { model, simulator } = await connect(backend, {
      // The SDK says it there, too.
      configuration: { logLevel: 'off' },
    })
    simulator.faults.add({ kind: 'malformed-event', afterEvents: 6 })
    await expect(ask(mode, model, prompt)).rejects.toThrow(/JSON/)
  })

  it('ends an answer that never ends', async () => {
    const { model, simulator } = await connect(backend, { timeouts: { idleMs: 50 }, maxRetries: 6 })
    simulator.faults.add({ kind: 'stall', afterEvents: 6, times: Infinity })
    const error = await failure(ask(mode, model, prompt))
    expect(findCodexError(error)).toMatchObject({ code: 'TIMEOUT', phase: 'idle' })
    expect(await simulator.requests.last('responses').ended).toBe('aborted')
    expect(simulator.requests.count('responses')).toBe(1)
  })

  it('does not ask again through what is closed', async () => {
    const { model } = await connect(backend, { maxRetries: 6 })
    await model.close()
    const error = await failure(ask(mode, model, prompt))
    expect(error).toMatchObject({ cause: { code: 'CONNECTION_FAILED' } })
    expect(getRetryable(error)).toBe(false)
  })

  it('knows by its code a plan that is used up by the time the answer begins', async () => {
    const { model, simulator } = await connect(backend, { maxRetries: 6 })
    const { code } = differences['used up'][backend]
    simulator.faults.add({
      kind: 'response-failed',
      code,
      afterEvents: 2,
      times: Infinity,
    })
    const error = await failure(ask(mode, model, prompt))
    expect(error).toMatchObject({ lc_error_code: 'MODEL_RATE_LIMIT' })
    expect(findCodexError(error)).toMatchObject({ responseCode: code })
    expect(getRetryable(error)).toBe(false)
    expect(simulator.requests.count('responses')).toBe(1)
  })

  it('closes the connection when it is told to stop', async () => {
    const { model, simulator } = await connect(backend)
    simulator.scenario(textScenario(long, { paceMs: 50 }))
    const controller = new AbortController()
    const asked = ask(mode, model, prompt, { signal: controller.signal })
    const request = await simulator.requests.arrival('responses')
    controller.abort()
    await expect(asked).rejects.toThrow(/abort/i)
    expect(await request.ended).toBe('aborted')
  })

  it('sends nothing for a call that has been stopped before', async () => {
    const { model, simulator } = await connect(backend)
    const signal = AbortSignal.abort()
    await expect(ask(mode, model, prompt, { signal })).rejects.toThrow(/abort/i)
    expect(simulator.requests.count('responses')).toBe(0)
  })

  it('refreshes the login once after a 401, and goes on', async () => {
    const { model, simulator, authority, login } = await connect(backend)
    authority.expire(login.accessToken)
    simulator.scenario(textScenario('Hello.'))
    expect((await ask(mode, model, prompt)).text).toBe('Hello.')
    expect(authority.counts.refreshes).toBe(1)
  })

  it('says that there is no login, and what to do', async () => {
    const { fields, signedOut, simulator } = await connect(backend)
    const model = new ChatCodex({ ...fields, ...signedOut, maxRetries: 6 })
    const error = await failure(ask(mode, model, prompt))
    expect(error).toMatchObject({
      lc_error_code: 'MODEL_AUTHENTICATION',
      cause: { code: 'CREDENTIAL_NOT_FOUND' },
    })
    expect(error.message).toContain(differences['no login'][backend])
    expect(getRetryable(error)).toBe(false)
    expect(simulator.requests.count('responses')).toBe(0)
    await model.close()
  })

  it('names the models there are when it is asked for another', async () => {
    const { model } = await connect(backend, { model: 'gpt-none', maxRetries: 6 })
    const error = await failure(ask(mode, model, prompt))
    const status = differences['unknown model'][backend]
    expect(error).toMatchObject({ status, lc_error_code: 'MODEL_NOT_FOUND' })
    expect(error.message).toMatch(/Use one of: .*gpt-6\.1-sol.*gpt-5\.5/s)
    expect(error.message.includes("'gpt-none' model is not supported")).toBe(
      differences.words[backend],
    )
    expect(error.cause).toMatchObject({ availableModels: expect.arrayContaining(['gpt-5.5']) })
  })

  it('says that a server cannot be reached', async () => {
    const { model, simulator } = await connect(backend)
    await simulator.close()
    const error = await failure(ask(mode, model, prompt))
    expect(findCodexError(error)).toMatchObject({ code: 'CONNECTION_FAILED' })
    expect(getRetryable(error)).toBe(true)
  })

  it('refuses at the first call what core refuses, and asks once', async () => {
    const model = new ChatCodex({ model: 'gpt-5.5', originator: 'two words' })
    const error = await failure(ask(mode, model, prompt))
    expect(error).toBeInstanceOf(TypeError)
    expect(error.message).toContain('originator must be')
  })

  it('refuses what points at something stored', async () => {
    const { model, simulator } = await connect(backend)
    const options = { previous_response_id: 'resp_1' } as object
    const error = await failure(ask(mode, model, prompt, options))
    expect(error).toMatchObject({ cause: { code: 'UNSUPPORTED_BY_BACKEND' } })
    expect(simulator.requests.count('responses')).toBe(0)
  })

  it('shows the token to nobody, and takes none from a call', async () => {
    const cache = new InMemoryCache()
    const { model, simulator, login } = await connect(backend, {
      cache,
      configuration: { defaultHeaders: { 'x-mine': 'yes' } },
    })
    const tracer = new Recorder()
    const options = {
      callbacks: [tracer],
      options: { headers: { authorization: 'Bearer mine', 'chatgpt-account-id': 'other' } },
    }
    const seen: unknown[] = [tracer.runs, model, model.toJSON(), model.lc_kwargs]
    seen.push(await ask(mode, model, prompt, options))
    const request = simulator.requests.last('responses')
    simulator.faults.add({ kind: 'bad-request' })
    seen.push(await failure(ask(mode, model, 'Again', options)))
    seen.push(cache, model._getSerializedCacheKeyParametersForCall({}))
    expect(request.bearer).toBe(login.accessToken)
    expect(request.headers['chatgpt-account-id']).toBe(login.accountId)
    expect(request.headers['x-mine']).toBe('yes')
    expect(tracer.runs).toHaveLength(2)
    expectNoToken(seen, login)
  })
})

describe.each(backends)('%s', (backend) => {
  it('stops a stream whose reader has left', async () => {
    const { model, simulator } = await connect(backend)
    simulator.scenario(textScenario(long, { paceMs: 20 }))
    for await (const chunk of await model.stream(prompt)) if (chunk.text !== '') break
    expect(await simulator.requests.last('responses').ended).toBe('aborted')
  })

  it.each(['v2', undefined] as const)(
    'stops the events of a stream by its signal, %s',
    async (version) => {
      const { model, simulator } = await connect(backend)
      simulator.scenario(textScenario(long, { paceMs: 20 }))
      const controller = new AbortController()
      const { signal } = controller
      const read = async (events: AsyncIterable<unknown>) => {
        let count = 0
        for await (const _ of events) if (++count === 5) controller.abort()
      }
      const events = version
        ? model.streamEvents(prompt, { version, signal })
        : model.streamEvents(prompt, { signal })
      await read(events).catch(() => {})
      expect(await simulator.requests.last('responses').ended).toBe('aborted')
    },
  )

  it('takes a failed answer for no success in the events of a stream, too', async () => {
    const { model, simulator } = await connect(backend)
    simulator.faults.add({ kind: 'response-failed', message: 'Why.', afterEvents: 6 })
    const read = async () => {
      for await (const _ of model.streamEvents(prompt));
    }
    const { message } = await failure(read())
    expect(message).toContain('The response failed: ')
    expect(message.includes('Why.')).toBe(differences.words[backend])
  })

  it('answers fifty calls at once, with one refresh', async () => {
    const { model, authority } = await connect(backend, {}, { login: { expired: true } })
    const prompts = Array.from({ length: 50 }, (_, at) => `Number ${at}`)
    const messages = await model.batch(prompts)
    expect(messages.filter(({ text }, at) => !text.includes(`Number ${at}`))).toEqual([])
    expect(authority.counts.refreshes).toBe(1)
  })
})

it('asks again after a limit of the moment, and tells a judge of yours', async () => {
  // LangChain waits for a second or two: so both at once.
  await Promise.all(
    backends.map(async (backend) => {
      const seen: unknown[] = []
      const onFailedAttempt = (error: unknown) => void seen.push(error)
      const { model, simulator } = await connect(backend, { maxRetries: 1, onFailedAttempt })
      simulator.faults.add({ kind: 'rate-limited', retryAfterSeconds: 0 })
      simulator.scenario(textScenario('Hello.'))
      expect((await model.invoke(prompt)).text).toBe('Hello.')
      expect(simulator.requests.count('responses')).toBe(2)
      expect(seen).toMatchObject([{ status: 429 }])
    }),
  )
})

/** Keeps whatever LangChain's own traces get to see. */
class Recorder extends BaseTracer {
  name = 'recorder'
  readonly runs: Run[] = []
  protected async persistRun(run: Run): Promise<void> {
    this.runs.push(run)
  }
}
