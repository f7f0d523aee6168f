import { describe, expect, test } from 'vitest'
import type { ImageEditRequest } from '../../src/client/images.ts'
import { toGeneratedImage } from '../../src/protocol/images.ts'
import { createSiwcWorld } from '../sign-in/siwc/siwc-world.ts'
import { connect } from '../support/connect.ts'
import { expectNothingUnhandled, rejectionOf } from '../support/failures.ts'

expectNothingUnhandled()

const bytes = (latin1: string) => new Uint8Array(Buffer.from(latin1, 'latin1'))
const png = bytes('\x89PNG\r\n\x1a\nfake')

describe('a picture', () => {
  test('is drawn from a prompt', async () => {
    const { client, simulator } = await connect()
    const { images, createdAt } = await client.images.generate({ prompt: 'A sunset' })
    expect(images).toEqual([{ data: expect.any(Uint8Array), mediaType: 'image/png' }])
    expect(images[0]?.data.subarray(1, 4)).toEqual(bytes('PNG'))
    expect(createdAt).toBeInstanceOf(Date)
    const { path, body } = simulator.requests.last('images')
    expect(path).toBe('/backend-api/codex/images/generations')
    expect(body).toEqual({
      prompt: 'A sunset',
      background: 'opaque',
      model: 'gpt-image-2',
      quality: 'auto',
      size: 'auto',
    })
  })

  test('is drawn from other pictures, given as bytes or by address', async () => {
    const { client, simulator } = await connect()
    const images = [
      png,
      bytes('\xff\xd8\xff'),
      bytes('RIFF1234WEBP'),
      bytes('GIF89a'),
      'https://fake.example/a.png',
    ]
    await client.images.edit({
      prompt: 'A hat on it',
      images,
      size: '1024x1024',
      quality: 'low',
      background: 'transparent',
    })
    const { path, body } = simulator.requests.last('images')
    expect(path).toBe('/backend-api/codex/images/edits')
    expect(body).toEqual({
      images: [
        { image_url: `data:image/png;base64,${Buffer.from(png).toString('base64')}` },
        { image_url: 'data:image/jpeg;base64,/9j/' },
        { image_url: 'data:image/webp;base64,UklGRjEyMzRXRUJQ' },
        { image_url: 'data:image/gif;base64,R0lGODlh' },
        { image_url: 'https://fake.example/a.png' },
      ],
      prompt: 'A hat on it',
      background: 'transparent',
      model: 'gpt-image-2',
      quality: 'low',
      size: '1024x1024',
    })
  })

  test('tells the prompt as the model took it, and what it cannot name', async () => {
    const { client, simulator } = await connect()
    const body = { data: [{ b64_json: 'AAEC', revised_prompt: 'A red sunset' }] }
    simulator.faults.add({ kind: 'answer', on: 'images', status: 200, body })
    expect(await client.images.generate({ prompt: 'A sunset' })).toEqual({
      images: [
        {
          data: new Uint8Array([0, 1, 2]),
          mediaType: 'application/octet-stream',
          revisedPrompt: 'A red sunset',
        },
      ],
    })
  })
})

test('a picture drawn within an answer is given as bytes', async () => {
  const { client } = await connect()
  const { output } = await client.responses.create({
    model: 'gpt-5.5',
    input: 'Draw a picture of a sunset.',
    tools: [{ type: 'image_generation', size: '1024x1024' }],
    tool_choice: { type: 'image_generation' },
  })
  const pictures = output
    .filter((item) => item.type === 'image_generation_call')
    .map(toGeneratedImage)
  expect(pictures).toMatchObject([{ mediaType: 'image/png', data: expect.any(Uint8Array) }])
  expect(toGeneratedImage({ type: 'image_generation_call', result: null })).toBeUndefined()
})

describe('nothing is sent', () => {
  const large = new Uint8Array(50 * 1024 * 1024 + 1)
  large.set(png)

  test.each<[string, unknown, object]>([
    ['without a prompt', { images: [png] }, { name: 'TypeError', message: /prompt/ }],
    ['with a blank prompt', { images: [png], prompt: ' ' }, { message: /prompt/ }],
    ['without a picture', { prompt: 'x' }, { name: 'TypeError', message: /images/ }],
    ['with no picture', { prompt: 'x', images: [] }, { message: /images/ }],
    [
      'with what is no picture',
      { prompt: 'x', images: [bytes('text')] },
      { message: /images\[0\]/ },
    ],
    ['with a path', { prompt: 'x', images: [png, '/a.png'] }, { message: /images\[1\]/ }],
    [
      'with six pictures',
      { prompt: 'x', images: Array(6).fill(png) },
      { code: 'UNSUPPORTED_BY_BACKEND', param: 'images', message: /6 pictures/ },
    ],
    [
      'with one too large',
      { prompt: 'x', images: [png, large] },
      { code: 'UNSUPPORTED_BY_BACKEND', param: 'images[1]', message: /51 MiB/ },
    ],
  ])('%s', async (_about, request, { message, ...expected }: { message?: RegExp }) => {
    const { client, simulator } = await connect()
    const error = await rejectionOf(client.images.edit(request as ImageEditRequest))
    expect(error).toMatchObject(expected)
    expect(String(error)).toMatch(message ?? /^$/)
    expect(simulator.requests.count()).toBe(0)
  })

  test('with an API key, whose backend takes a form', async () => {
    const { client, simulator } = await connect({ credential: { apiKey: 'sk-fake' } })
    const edit = client.images.edit({ prompt: 'x', images: [png] })
    expect(await rejectionOf(edit)).toMatchObject({
      code: 'UNSUPPORTED_BY_BACKEND',
      hint: expect.stringContaining('openai SDK'),
    })
    expect(simulator.requests.count()).toBe(0)
  })
})

describe('a refusal', () => {
  const prompt = { prompt: 'A sunset' }

  test.each([
    ['usage-not-included', 'PLAN_NOT_ENTITLED', /plan that includes pictures/],
    ['payment-required', 'PLAN_NOT_ENTITLED', /plan that includes pictures/],
    ['forbidden', 'FORBIDDEN', /plan that includes pictures/],
    ['cloudflare', 'FORBIDDEN', /another network/],
    ['usage-limit-reached', 'USAGE_LIMIT_REACHED', /Wait until/],
  ] as const)('%s says what to do', async (kind, code, hint) => {
    const { client, simulator } = await connect()
    simulator.faults.add({ kind, on: 'images' })
    const error = await rejectionOf(client.images.generate(prompt))
    expect(error).toMatchObject({ code, hint: expect.stringMatching(hint) })
  })

  test('says what an app that was given the plan may not do', async () => {
    const world = await createSiwcWorld()
    await world.signIn()
    expect(await rejectionOf(world.client().images.generate(prompt))).toMatchObject({
      code: 'UNSUPPORTED_BY_BACKEND',
    })
  })

  test.each(['', '{"data":[]}', '{"data":[{}]}'])('without a picture: %j', async (body) => {
    const { client, simulator } = await connect()
    simulator.faults.add({ kind: 'answer', on: 'images', status: 200, body })
    expect(await rejectionOf(client.images.generate(prompt))).toMatchObject({
      code: 'SERVER_ERROR',
    })
  })

  test('may be an abort', async () => {
    const { client, simulator } = await connect()
    simulator.faults.add({ kind: 'hang', on: 'images' })
    const controller = new AbortController()
    const failed = rejectionOf(client.images.generate(prompt, { signal: controller.signal }))
    await simulator.requests.arrival('images')
    controller.abort('fake reason')
    expect(await failed).toBe('fake reason')
  })
})
