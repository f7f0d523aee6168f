import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createCodexClient } from '../../src/client/codex-client.ts'
import { createResponseStream, type ResponseStream } from '../../src/events/response-stream.ts'
import { createCodexFetch } from '../../src/fetch/create-codex-fetch.ts'
import type { ResponseEvent } from '../../src/protocol/response-event.ts'
import { bodyOf } from '../support/fake-body.ts'
import {
  cutAt,
  delicateOffsets,
  fixtureNames,
  oneByteEach,
  readEventStream,
  readFixture,
} from '../support/fixtures.ts'
import { expectNothingUnhandled } from '../support/failures.ts'

expectNothingUnhandled()

interface Played {
  readonly events: ResponseEvent[]
  readonly response?: object
  readonly error?: unknown
}

function play(chunks: readonly Uint8Array[]): Promise<Played> {
  return read(createResponseStream(async () => ({ body: bodyOf(chunks) })))
}

/** As play, through a client whose server sends these pieces. */
function playThroughClient(chunks: readonly Uint8Array[]): Promise<Played> {
  return read(clientOf(chunks).responses.stream(request))
}

function createThroughClient(
  chunks: readonly Uint8Array[],
): Promise<Pick<Played, 'response' | 'error'>> {
  return clientOf(chunks)
    .responses.create(request)
    .then(
      (response) => ({ response }),
      (error: unknown) => ({ error }),
    )
}

/** What an OpenAI-shaped caller gets: the status, and the body as it was sent. */
async function fetchThroughClient(chunks: readonly Uint8Array[], stream: boolean) {
  const fetch = createCodexFetch({ client: clientOf(chunks) })
  const body = JSON.stringify({ ...request, stream })
  const response = await fetch('/responses', { method: 'POST', body })
  return { status: response.status, text: await response.text().catch(String) }
}

const request = { model: 'gpt-5.5', input: 'Hello' }

function clientOf(chunks: readonly Uint8Array[]) {
  const fetch = async () =>
    new Response(ReadableStream.from(chunks), { headers: { 'content-type': 'text/event-stream' } })
  return createCodexClient({ credential: { apiKey: 'fake' }, cacheFolder: false, fetch })
}

async function read(stream: ResponseStream): Promise<Played> {
  const events: ResponseEvent[] = []
  try {
    for await (const event of stream) events.push(event)
    return { events, response: await stream.final() }
  } catch (error) {
    return { events, error }
  }
}

const itemTypes = (...types: string[]) => types.map((type) => expect.objectContaining({ type }))
const partial = (outputText: string) => ({ outputText, output: [] })

/** How each recording ends. */
const ends: Record<string, { response?: object; error?: object }> = {
  text: {
    response: {
      status: 'completed',
      output_text: 'Grüße aus 東京 🦩 — fin.',
      output: itemTypes('message'),
      usage: { input_tokens: 12, output_tokens: 9 },
    },
  },
  'reasoning-text': {
    response: {
      output_text: 'Take the train.',
      output: [
        {
          type: 'reasoning',
          encrypted_content: 'fake-ciphertext==',
          summary: [{ text: '**Weighing** the options' }, { text: 'Then “deciding” 🤔' }],
        },
        { type: 'message' },
      ],
    },
  },
  'parallel-tool-calls': {
    response: {
      output_text: '',
      output: [
        { call_id: 'call_fake_0', name: 'get_weather', arguments: '{"city":"Kraków"}' },
        { call_id: 'call_fake_1', name: 'get_time', arguments: '{"zone":"Asia/東京"}' },
      ],
    },
  },
  'web-search': {
    response: {
      output_text: 'They are pink [1].',
      output: itemTypes('web_search_call', 'message'),
    },
  },
  'image-generation': {
    response: {
      output: [{ type: 'image_generation_call', result: 'RkFLRVBJQ1RVUkU='.repeat(20) }],
    },
  },
  refusal: {
    response: { output_text: '', output: [{ content: [{ refusal: 'I can’t help.' }] }] },
  },
  incomplete: {
    response: {
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      output_text: 'Once upon a ti',
      output: itemTypes('message'),
    },
  },
  failed: {
    error: {
      code: 'RESPONSE_FAILED',
      responseCode: 'server_error',
      isRetryable: true,
      partial: partial('Half a sentence'),
    },
  },
  'error-flat': {
    error: { code: 'RESPONSE_FAILED', responseCode: 'rate_limit_exceeded', isRetryable: true },
  },
  'error-nested': {
    error: { code: 'RESPONSE_FAILED', responseCode: 'context_length_exceeded', isRetryable: false },
  },
  'unknown-events': { response: { output_text: 'ok', end_turn: false } },
  framing: { response: { output_text: 'Zeile\r\né\n\n東🦩' } },
  'done-without-end': {
    error: { code: 'STREAM_INTERRUPTED', partial: { outputText: 'Ends early' } },
  },
}

test('every recording is covered', () => {
  expect(Object.keys(ends).toSorted()).toEqual(fixtureNames.toSorted())
})

describe.each(fixtureNames)('the fixture %s', (name) => {
  const bytes = readFixture(name)

  test('gives every event but the failure, unchanged, and the end it should', async () => {
    const played = await play([bytes])
    const events = readEventStream(bytes)
      .filter(({ data }) => data !== '[DONE]')
      .map(({ data }) => JSON.parse(data) as ResponseEvent)
      .filter(({ type }) => !['response.failed', 'error'].includes(type))
    expect(played.events).toEqual(events)
    expect(played).toMatchObject(ends[name]!)
  })

  test('gives the same however the bytes are cut', async () => {
    const whole = await play([bytes])
    expect(await play(oneByteEach(bytes))).toEqual(whole)
    expect(await play(cutAt(bytes, delicateOffsets(bytes)))).toEqual(whole)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 20 }), async (offsets) => {
        expect(await play(cutAt(bytes, offsets))).toEqual(whole)
      }),
      { numRuns: 20 },
    )
  })

  test('gives the same through a client, read or created whole', async () => {
    const whole = await play([bytes])
    const { events: _, ...end } = whole
    for (const chunks of [[bytes], oneByteEach(bytes), cutAt(bytes, delicateOffsets(bytes))]) {
      expect(await playThroughClient(chunks)).toEqual(whole)
      expect(await createThroughClient(chunks)).toEqual(end)
    }
  })

  test('gives the same through a fetch, streamed or whole', async () => {
    const { response } = await play([bytes])
    const streamed = await fetchThroughClient([bytes], true)
    const created = await fetchThroughClient([bytes], false)
    expect([streamed.status, created.status < 300]).toEqual([200, response !== undefined])
    expect(JSON.parse(created.text)).toMatchObject(ends[name]!.response ?? { error: {} })
    for (const chunks of [oneByteEach(bytes), cutAt(bytes, delicateOffsets(bytes))]) {
      expect(await fetchThroughClient(chunks, true)).toEqual(streamed)
      expect(await fetchThroughClient(chunks, false)).toEqual(created)
    }
  })

  test('cut short anywhere, it ends once, by name', async () => {
    const whole = await play([bytes])
    for (let length = 0; length < bytes.length; length += 41) {
      const played = await play([bytes.subarray(0, length)])
      expect(played.events).toEqual(whole.events.slice(0, played.events.length))
      expect(played.response).toEqual(played.error ? undefined : whole.response)
      expect(played.error ?? {}).toMatchObject(played.response ? {} : { name: 'StreamError' })
    }
  })
})
