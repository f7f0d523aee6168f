import { APICallError, LoadAPIKeyError } from '@ai-sdk/provider'
import { textScenario } from '@via-codex/simulator'
import { RetryError, streamText, type Telemetry } from 'ai'
import { describe, expect, it } from 'vitest'
import { expectNoToken } from '../../../tools/connect-simulator.ts'
import { backends, differences } from '../../../tools/backends.ts'
import { ask, modes, ways } from './support/ask.ts'
import { connect } from './support/connect.ts'

const prompt = 'Say hello'

describe.each(ways)('%s, %s', (backend, mode) => {
  it('asks once when the plan is used up', async () => {
    const { codex, simulator } = await connect(backend)
    const { fault, words } = differences['used up'][backend]
    simulator.faults.add(fault)
    const error = await failure(ask(mode, { model: codex('gpt-5.5'), prompt }))
    expect(simulator.requests.count('responses')).toBe(1)
    expect(error).toMatchObject({ statusCode: 429, isRetryable: false })
    expect(error.message).toContain('usage limit')
    expect(error.message).toContain(words)
    const used = error.responseHeaders?.['x-codex-primary-used-percent']
    expect(used).toBe(differences.limits[backend] ? '100' : undefined)
  })

  it('asks once when the plan is used up by the time the answer begins', async () => {
    const { codex, simulator } = await connect(backend)
    simulator.faults.add({
      kind: 'response-failed',
      code: differences['used up'][backend].code,
      afterEvents: 2,
      times: Infinity,
    })
    const error = await failure(ask(mode, { model: codex('gpt-5.5'), prompt }))
    expect(error.isRetryable).toBe(false)
    expect(simulator.requests.count('responses')).toBe(1)
  })

  it('asks again after a limit of the moment and a failure of the server', async () => {
    const { codex, simulator } = await connect(backend)
    const headers = { 'retry-after-ms': '1' }
    const answer = (status: number, code: string) => ({
      kind: 'answer' as const,
      status,
      headers,
      body: { error: { message: 'Not now.', type: code, code } },
    })
    simulator.faults.add(answer(429, 'rate_limit_exceeded'))
    simulator.faults.add(answer(500, 'server_error'))
    simulator.scenario(textScenario('Hello.'))
    const { text } = await ask(mode, { model: codex('gpt-5.5'), prompt })
    expect({ text, count: simulator.requests.count('responses') }).toEqual({
      text: 'Hello.',
      count: 3,
    })
  })

  it('keeps retry-after', async () => {
    const { codex, simulator } = await connect(backend)
    simulator.faults.add({ kind: 'rate-limited', retryAfterSeconds: 7 })
    const error = await failure(ask(mode, { model: codex('gpt-5.5'), prompt, maxRetries: 0 }))
    expect(error).toMatchObject({ statusCode: 429, isRetryable: true })
    expect(error.responseHeaders).toHaveProperty('retry-after', '7')
  })

  it('shows what the backend says, where it may', async () => {
    const { codex, simulator } = await connect(backend)
    simulator.faults.add({ kind: 'bad-request', detail: 'That is no good.' })
    const error = await failure(ask(mode, { model: codex('gpt-5.5'), prompt }))
    expect(error).toMatchObject({ statusCode: 400, isRetryable: false })
    expect(error.message.includes('That is no good.')).toBe(differences.words[backend])
  })

  it('names Cloudflare, and shows no page', async () => {
    const { codex, simulator } = await connect(backend)
    simulator.faults.add({ kind: 'cloudflare' })
    const error = await failure(ask(mode, { model: codex('gpt-5.5'), prompt }))
    expect(error.statusCode).toBe(403)
    expect(error.message).toMatch(/Cloudflare/)
    expect(error.message).not.toContain('<')
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
    const { codex, simulator } = await connect(backend)
    simulator.faults.add(fault)
    const asked = ask(mode, { model: codex('gpt-5.5'), prompt, maxRetries: 0 })
    const { message } = await asked.then(
      () => expect.fail('It should have failed.'),
      (error: unknown) => error as Error,
    )
    const isTold = 'message' in fault
    expect(message).toMatch(isTold ? (differences.words[backend] ? /Why\./ : /server_error/) : /./)
  })

  it('closes the connection when it is told to stop', async () => {
    const { codex, simulator } = await connect(backend)
    simulator.scenario(textScenario('A very long answer. '.repeat(50), { paceMs: 50 }))
    const controller = new AbortController()
    const asked = ask(mode, { model: codex('gpt-5.5'), prompt, abortSignal: controller.signal })
    const request = await simulator.requests.arrival('responses')
    controller.abort()
    await expect(asked).rejects.toThrow(/abort|No output/)
    expect(await request.ended).toBe('aborted')
  })

  it('refreshes the login once after a 401, and goes on', async () => {
    const { codex, simulator, authority, login } = await connect(backend)
    authority.expire(login.accessToken)
    simulator.scenario(textScenario('Hello.'))
    const { text } = await ask(mode, { model: codex('gpt-5.5'), prompt })
    expect(text).toBe('Hello.')
    expect(authority.counts.refreshes).toBe(1)
  })

  it('says in the SDK’s own way that there is no login, and what to do', async () => {
    const { signedOut, simulator } = await connect(backend)
    const { codex } = await connect(backend, signedOut)
    const error = await ask(mode, { model: codex('gpt-5.5'), prompt }).catch(
      (thrown: unknown) => thrown,
    )
    expect(LoadAPIKeyError.isInstance(error)).toBe(true)
    expect(error).toMatchObject({ cause: { code: 'CREDENTIAL_NOT_FOUND' } })
    expect((error as Error).message).toContain(differences['no login'][backend])
    expect(simulator.requests.count('responses')).toBe(0)
  })

  it('names the models there are when it is asked for another', async () => {
    const { codex } = await connect(backend)
    const error = await failure(ask(mode, { model: codex('gpt-none'), prompt }))
    const statusCode = differences['unknown model'][backend]
    expect(error).toMatchObject({ statusCode, isRetryable: false })
    expect(error.message).toMatch(/Use one of: .*gpt-6\.1-sol.*gpt-5\.5/s)
    expect(error.message.includes("'gpt-none' model is not supported")).toBe(
      differences.words[backend],
    )
  })

  it('says that a server cannot be reached, and that it may be worth another try', async () => {
    const { codex, simulator } = await connect(backend)
    await simulator.close()
    const error = await failure(ask(mode, { model: codex('gpt-5.5'), prompt, maxRetries: 0 }))
    expect(error.isRetryable).toBe(true)
  })

  it('does not ask again through what is closed', async () => {
    const { codex } = await connect(backend)
    const model = codex('gpt-5.5')
    await codex.close()
    const error = await failure(ask(mode, { model, prompt }))
    expect(error).toMatchObject({ isRetryable: false, cause: { code: 'CONNECTION_FAILED' } })
  })

  it('shows the token to nobody, and takes none from a call', async () => {
    const { codex, simulator, login } = await connect(backend)
    const seen: unknown[] = []
    const settings = {
      model: codex('gpt-5.5'),
      prompt,
      headers: { authorization: 'Bearer mine', 'chatgpt-account-id': 'other', 'x-mine': 'yes' },
      telemetry: { integrations: recorder(seen) },
    }
    const result = await ask(mode, settings)
    simulator.faults.add({ kind: 'bad-request' })
    seen.push(result.response, result.steps, await failure(ask(mode, settings)))
    const request = simulator.requests.to('responses')[0]
    expect(request?.bearer).toBe(login.accessToken)
    expect(request?.headers['chatgpt-account-id']).toBe(login.accountId)
    expect(request?.headers['x-mine']).toBe('yes')
    expect(seen.length).toBeGreaterThan(3)
    expectNoToken(seen, login)
  })
})

describe.each(backends)('%s', (backend) => {
  it('stops a stream whose reader has left', async () => {
    const { codex, simulator } = await connect(backend)
    simulator.scenario(textScenario('A very long answer. '.repeat(50), { paceMs: 20 }))
    const controller = new AbortController()
    const { textStream } = streamText({
      model: codex('gpt-5.5'),
      prompt,
      abortSignal: controller.signal,
    })
    for await (const _ of textStream) controller.abort()
    expect(await simulator.requests.last('responses').ended).toBe('aborted')
  })

  it('answers fifty calls at once, with one refresh', async () => {
    const { codex, authority } = await connect(backend, {}, {}, { expired: true })
    const model = codex('gpt-5.5')
    const texts = await Promise.all(
      Array.from({ length: 50 }, async (_, at) => {
        const mode = modes[at % 2] ?? 'generate'
        return (await ask(mode, { model, prompt: `Number ${at}` })).text
      }),
    )
    expect(texts.filter((text, at) => !text.includes(`Number ${at}`))).toEqual([])
    expect(authority.counts.refreshes).toBe(1)
  })
})

async function failure(asked: Promise<unknown>): Promise<APICallError> {
  const thrown = await asked.then(
    () => expect.fail('It should have failed.'),
    (error: unknown) => error,
  )
  const error = RetryError.isInstance(thrown) ? thrown.lastError : thrown
  if (!APICallError.isInstance(error)) throw error
  return error
}

/** Keeps whatever an integration of telemetry gets to see. */
function recorder(seen: unknown[]): Telemetry {
  const keep = (event: unknown) => void seen.push(event)
  return {
    onStart: keep,
    onStepStart: keep,
    onLanguageModelCallStart: keep,
    onLanguageModelCallEnd: keep,
    onStepEnd: keep,
    onEnd: keep,
    onError: keep,
  }
}
