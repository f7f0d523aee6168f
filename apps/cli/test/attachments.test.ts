import { execFile, execFileSync } from 'node:child_process'
import type { RequestListener } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeText } from '../src/attachments/decode-text.ts'
import { download } from '../src/sources/download.ts'
import { isPublicAddress } from '../src/sources/public-address.ts'
import { createCertificate } from './support/certificate.ts'
import { runInProcess } from './support/run-in-process.ts'
import { openWorld, type World } from './support/world.ts'

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
)
const pdf = Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n')

let folder: string
let world: World
const fileOf = (name: string) => join(folder, name)

beforeAll(async () => {
  world = await openWorld()
  folder = await mkdtemp(join(homedir(), 'attachments-'))
  const files: Record<string, string | Uint8Array> = {
    'photo.jpg': png,
    'paper.pdf': pdf,
    'notes.md': '# Grüße',
    'wide.txt': Buffer.from('\ufeffwide', 'utf16le'),
    'drawing.svg': '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    'empty.txt': '',
    'data.zip': Buffer.from('504b0304140000000000', 'hex'),
    'noise.bin': Buffer.from([0, 1, 2, 255]),
  }
  for (const [name, content] of Object.entries(files)) await writeFile(fileOf(name), content)
  await writeFile(fileOf('huge.png'), png)
  await truncate(fileOf('huge.png'), 60 * 1024 * 1024)
  await writeFile(fileOf('large-1.pdf'), pdf)
  await truncate(fileOf('large-1.pdf'), 30 * 1024 * 1024)
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await world[Symbol.asyncDispose]()
})

const run = (args: string[], input?: string | Buffer) =>
  runInProcess(args, { env: world.env, ...(input !== undefined && { input }) })

const sentContent = () => {
  const { input } = world.simulator.requests.last('responses').body as { input: any[] }
  return input.at(-1).content
}

describe('attachments', () => {
  it('are sent by what they hold, after the prompt', async () => {
    const names = ['photo.jpg', 'paper.pdf', 'notes.md', 'wide.txt', 'drawing.svg']
    const { exitCode, stderr, stdout } = await run([
      'What?',
      ...names.flatMap((name) => ['-a', fileOf(name)]),
    ])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toContain(`image/png, ${png.length} bytes, 1×1 pixels`)
    expect(sentContent()).toEqual([
      { type: 'input_text', text: 'What?' },
      { type: 'input_image', image_url: `data:image/png;base64,${png.toString('base64')}` },
      {
        type: 'input_file',
        filename: 'paper.pdf',
        file_data: `data:application/pdf;base64,${pdf.toString('base64')}`,
      },
      { type: 'input_text', text: 'notes.md:\n\n# Grüße' },
      { type: 'input_text', text: 'wide.txt:\n\nwide' },
      { type: 'input_text', text: expect.stringMatching(/^drawing\.svg:\n\n<\?xml/) },
    ])
  })

  it('may come through stdin, alone', async () => {
    const { exitCode } = await run(['-a', '-', '-o', 'image_detail', 'low'], png)
    expect(exitCode).toBe(0)
    expect(sentContent()).toMatchObject([{ type: 'input_image', detail: 'low' }])
  })

  it.skipIf(process.platform === 'win32')('may be a pipe, also of who writes late', async () => {
    const pipe = fileOf('pipe')
    execFileSync('mkfifo', [pipe])
    const answer = run(['x', '-a', pipe])
    execFile('sh', ['-c', '{ sleep 0.1; printf late; sleep 0.1; printf r; } > "$0"', pipe])
    expect((await answer).exitCode).toBe(0)
    expect(sentContent()).toMatchObject([{}, { text: expect.stringMatching(/later$/) }])
  })

  it('may be named a type that fits', async () => {
    await run([
      'x',
      '--at',
      fileOf('notes.md'),
      'text/markdown',
      '--at',
      fileOf('photo.jpg'),
      'image/png',
    ])
    expect(sentContent()).toMatchObject([{}, { type: 'input_text' }, { type: 'input_image' }])
  })

  it.for<[args: string[], what: RegExp, input?: Buffer]>([
    [['-a', 'missing.jpg'], /There is no file .*missing\.jpg/],
    [['-a', '.'], /is a folder/],
    [['-a', 'empty.txt'], /empty\.txt is empty/],
    [['-a', 'huge.png'], /huge\.png has 60 MiB; at most 50 MiB can be sent/],
    [['-a', 'large-1.pdf', '-a', 'large-1.pdf'], /more than 50 MiB together/],
    [['-a', '/dev/zero'], /dev\/zero has more than the 50 MiB/],
    [['-a', 'data.zip'], /data\.zip is application\/zip, which cannot be sent/],
    [['-a', 'noise.bin'], /neither an image, a PDF nor a text/],
    [['--at', 'notes.md', 'image/png'], /notes\.md is no image\/png/],
    [['--at', 'photo.jpg', 'image/jpeg'], /photo\.jpg is no image\/jpeg but image\/png/],
    [['--at', 'photo.jpg', 'text/plain'], /photo\.jpg is no text\/plain/],
    [['--at', 'photo.jpg', 'video/mp4'], /video\/mp4: that type cannot be sent/],
    [['-a', '-'], /Nothing is piped in for "-"/],
    [['-a', '-'], /What is piped in is empty/, Buffer.alloc(0)],
    [['-a', '-'], /neither an image/, Buffer.from([0, 255])],
    [[], /no UTF-8 text/, png],
    [['-a', 'http://example.org/a.png'], /only https is/],
    [['-a', 'ftp://example.org/a.png'], /only https is/],
    [['-a', 'https://'], /is no address/],
    [['-a', 'https://127.0.0.1/a.png'], /leads to this machine or a private network/],
    [['-a', 'https://2130706433/a.png'], /leads to this machine/],
    [['-a', 'https://[::1]/a.png?token=secret'], /leads to this machine/],
    [['-a', 'https://[::ffff:10.0.0.1]/'], /leads to this machine/],
    [['-a', 'https://localhost/a.png'], /leads to this machine/],
    [['-a', 'https://169.254.169.254/latest/meta-data'], /leads to this machine/],
  ])('that cannot be sent are refused before anything is: %j', async ([args, what, input]) => {
    const before = world.simulator.requests.count()
    const isFile = (word: string) => /^[a-z][\w-]*\.\w+$|^\.$/.test(word)
    const { stdout, stderr, lines, exitCode } = await run(
      ['hi', ...args.map((word) => (isFile(word) ? fileOf(word) : word))],
      input,
    )
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatch(what)
    expect(stderr).not.toContain('secret')
    expect(world.simulator.requests.count()).toBe(before)
  })
})

it.for<[address: string, isPublic: boolean]>([
  ['93.184.216.34', true],
  ['2606:2800:220:1::1', true],
  ['10.1.2.3', false],
  ['172.16.0.1', false],
  ['192.168.1.1', false],
  ['100.64.0.1', false],
  ['0.0.0.0', false],
  ['255.255.255.255', false],
  ['::', false],
  ['fe80::1', false],
  ['fd00::1', false],
  ['::ffff:192.168.0.1', false],
  ['64:ff9b::a00:1', false],
  ['2002:a00:1::', false],
  ['nonsense', false],
])('%s is public: %s', ([address, isPublic]) => {
  expect(isPublicAddress(address)).toBe(isPublic)
})

it.for<[bytes: Uint8Array, text: string | undefined]>([
  [Buffer.from('a\u0000b'), undefined],
  [Buffer.from([0xc3]), undefined],
  [Buffer.from('\ufeffa'), 'a'],
  [Buffer.from([0xfe, 0xff, 0, 0x41]), 'A'],
])('the text of %j is %j', ([bytes, text]) => {
  expect(decodeText(bytes)).toBe(text)
})

describe('download', () => {
  async function serve(listener: RequestListener) {
    const { key, cert } = await createCertificate()
    const server = createServer({ key, cert }, listener)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    return {
      fetch: (options: Partial<Parameters<typeof download>[1]> = {}) =>
        download(new URL(`https://127.0.0.1:${port}/a.png?token=secret`), {
          signal: new AbortController().signal,
          limitBytes: 1000,
          isAllowed: () => true,
          ca: cert,
          ...options,
        }),
      async [Symbol.asyncDispose]() {
        server.closeAllConnections()
        await new Promise((resolve) => server.close(resolve))
      },
    }
  }

  it('gives what stands there', async () => {
    await using server = await serve((_, response) => response.end(png))
    expect(await server.fetch()).toEqual(png)
  })

  it.for<[listener: RequestListener, what: RegExp, exitCode: number]>([
    [(_, response) => response.writeHead(404).end(), /status 404/, 1],
    [
      (_, response) => response.writeHead(302, { location: 'https://10.0.0.1/' }).end(),
      /redirect/,
      1,
    ],
    [(_, response) => response.end(Buffer.alloc(1001)), /more than 1000 bytes/, 2],
    [
      (_, response) => {
        const timer = setInterval(() => response.write(Buffer.alloc(100)), 1)
        response.on('close', () => clearInterval(timer))
      },
      /more than 1000 bytes/,
      2,
    ],
    [(_, response) => response.write('x'), /did not come within 0\.3 seconds/, 5],
    [(_, response) => response.destroy(), /cannot be fetched/, 5],
  ])('tells what is wrong, and no secret: %s', async ([listener, what, exitCode]) => {
    await using server = await serve(listener)
    const error: any = await server.fetch({ timeoutMs: 300 }).catch((error: unknown) => error)
    expect(error).toMatchObject({ message: expect.stringMatching(what), exitCode })
    expect(error.message + error.hint).not.toContain('secret')
  })

  it('ends with the signal, and its reason', async () => {
    await using server = await serve((_, response) => response.write('x'))
    const controller = new AbortController()
    const reason = new Error('enough')
    setTimeout(() => controller.abort(reason), 50)
    await expect(server.fetch({ signal: controller.signal })).rejects.toBe(reason)
  })

  it('asks no address that is not public', async () => {
    await using server = await serve((_, response) => response.end(png))
    await expect(server.fetch({ isAllowed: isPublicAddress })).rejects.toThrow(
      /leads to this machine/,
    )
  })
})
