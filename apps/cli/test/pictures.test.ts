import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { textScenario } from '@via-codex/simulator'
import { decode } from 'fast-png'
import { describe, expect, it } from 'vitest'
import { extractSvg } from '../src/answer/extract-svg.ts'
import { numbered } from '../src/answer/save-pictures.ts'
import { paintSvg } from '../src/image/paint-svg.ts'
import { openKeptWorld } from './support/kept-world.ts'
import { openTerminal } from './support/terminal.ts'
import { openWorld } from './support/world.ts'

it.for<[answer: string, svg: string | undefined]>([
  ['none', undefined],
  ['<svg width="1">', undefined],
  ['</svg><svg>', undefined],
  ['<svgx></svg>', undefined],
  ['See:\n```svg\n<?xml version="1.0"?>\n<svg>1</svg>\n```\n<svg>2</svg>', '<svg>1</svg>\n'],
  ['```html\n<p>no</p>\n```\n```\n<SVG a="b"><svg/></SVG>\n```', '<SVG a="b"><svg/></SVG>\n'],
  ['Inline <svg\n>1</svg> and more', '<svg\n>1</svg>\n'],
])('the SVG of %j is %j', ([answer, svg]) => {
  expect(extractSvg(answer)).toBe(svg)
})

it('pictures after the first get a number before their ending', () => {
  const named = (file: string) => [0, 1].map((at) => numbered(file, at))
  expect(named('a.png')).toEqual(['a.png', 'a-2.png'])
  expect(named('/b.c/d')).toEqual(['/b.c/d', '/b.c/d-2'])
  expect(named('.png')).toEqual(['.png', '.png-2'])
})

describe('--out', () => {
  it('saves an SVG, in place of a file that is there, and prints the answer as ever', async () => {
    await using world = await openKeptWorld()
    const file = join(world.folder, 'drawing.svg')
    await writeFile(file, 'old')
    const { stdout, stderr, exitCode } = await world.run([
      'Draw an SVG of a pelican',
      '--out',
      file,
    ])
    const saved = await readFile(file, 'utf8')
    expect(saved).toMatch(/^<svg [^]*<\/svg>\n$/)
    expect(stdout).toContain(saved)
    expect({ stderr, exitCode }).toEqual({
      stderr: `Saved ${file} (${(saved.length / 1024).toFixed(1).replace(/\.0$/, '')} KiB).\n`,
      exitCode: 0,
    })
  })

  it('saves what the model drew', async () => {
    await using world = await openKeptWorld()
    const file = join(world.folder, 'sunset.png')
    const { exitCode } = await world.run(['--image', 'Paint a sunset', '--out', file])
    expect(exitCode).toBe(0)
    expect(world.sent()['tools']).toEqual([{ type: 'image_generation', output_format: 'png' }])
    expect((await readFile(file)).subarray(1, 4).toString()).toBe('PNG')
    const { stderr } = await world.run(['--image', 'Paint a sunset'])
    expect(stderr).toContain('to save it, ask with --out FILE')
  })

  it.for<[answer: string, file: string, what: RegExp]>([
    ['No drawing.', 'a.svg', /holds no SVG and no image; nothing was saved/],
    ['<svg></svg>', 'nowhere/a.svg', /a\.svg cannot be written \(ENOENT\)/],
  ])('of %j as %j fails, and the answer is on stdout', async ([answer, file, what]) => {
    await using world = await openKeptWorld()
    world.simulator.scenario(textScenario(answer))
    const { stdout, lines, exitCode } = await world.run(['x', '--out', join(world.folder, file)])
    expect({ stdout, exitCode }).toEqual({ stdout: `${answer}\n`, exitCode: 1 })
    expect(lines[0]).toMatch(what)
  })
})

describe('image', () => {
  it('generates and edits', async () => {
    await using world = await openKeptWorld()
    const file = join(world.folder, 'a.png')
    const sentTo = () => world.simulator.requests.last('images')
    const made = await world.run([
      'image',
      'generate',
      'A',
      'pelican',
      '--out',
      file,
      '--quality',
      'low',
      '--transparent',
    ])
    expect(made).toMatchObject({ stdout: '', stderr: `Saved ${file} (376 bytes).\n`, exitCode: 0 })
    expect(sentTo().body).toMatchObject({
      prompt: 'A pelican',
      quality: 'low',
      background: 'transparent',
    })
    const edited = join(world.folder, 'b.png')
    await world.run(['image', 'edit', 'A hat', '-a', file, '--out', edited])
    const { images } = sentTo().body as { images: { image_url: string }[] }
    expect(images[0]?.image_url).toBe(
      `data:image/png;base64,${(await readFile(file)).toString('base64')}`,
    )
    expect(await readFile(edited)).toEqual(await readFile(file))
    await world.run(['image', 'generate', '--out', edited], 'piped')
    expect(sentTo().body).toMatchObject({ prompt: 'piped' })
  })

  it.for<[args: string[], what: RegExp]>([
    [[], /needs a verb/],
    [['draw'], /no `via-codex image draw`/],
    [['generate'], /There is no prompt/],
    [['edit', 'x'], /no picture to start from/],
    [['generate', 'x', '-a', 'y'], /has no --attachment/],
    [['edit', 'x', '-a', '/etc/hostname'], /is no picture \(text\/plain\)/],
  ])('%j is refused', async ([args, what]) => {
    await using world = await openKeptWorld()
    const { lines, exitCode } = await world.run(['image', ...args])
    expect(exitCode).toBe(2)
    expect(lines[0]).toMatch(what)
    expect(world.simulator.requests.count()).toBe(0)
  })
})

describe.concurrent('an SVG at a terminal', () => {
  const kitty = { KITTY_WINDOW_ID: '1' }
  const iterm2 = { TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.5.0' }
  const svgOf = (inner: string, attributes = 'viewBox="0 0 200 100"') =>
    `<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${inner}</svg>`
  const drawing = svgOf('<rect width="100" height="100" fill="#c00"/>')

  /** The PNGs among what was sent, by either protocol. */
  function pngsIn(sent: string): Buffer[] {
    // oxlint-disable-next-line no-control-regex
    const pieces = sent.matchAll(/\u001b(?:_G([^;]*);|\]1337;File=[^:]*:)([\w+/=]*)/g)
    const images: string[] = []
    for (const [, keys, data = ''] of pieces) {
      if (keys?.startsWith('m=')) images.push((images.pop() ?? '') + data)
      else images.push(data)
    }
    return images.map((data) => Buffer.from(data, 'base64'))
  }

  function pixelsOf(png: Buffer) {
    const { width, height, data, channels } = decode(png)
    const at = (x: number, y: number) => {
      const start = (y * width + x) * channels
      return Array.from(data.subarray(start, start + channels))
    }
    return { width, height, at }
  }

  async function ask(answer: string, env: NodeJS.ProcessEnv, args: readonly string[] = []) {
    await using world = await openWorld()
    world.simulator.scenario(textScenario(answer))
    const session = openTerminal(['Draw', ...args], { env: { ...world.env, ...env } })
    const exitCode = await session.ended
    return { sent: session.sent, exitCode, requests: world.simulator.requests.count() }
  }

  it.for([
    ['kitty', kitty],
    ['iTerm2', iterm2],
  ] as const)('is painted in %s, after its text', async ([, env]) => {
    const { sent, exitCode } = await ask(`Here:\n\n\`\`\`svg\n${drawing}\n\`\`\`\n`, env)
    expect(exitCode).toBe(0)
    expect(sent).toContain('viewBox')
    const [png, ...more] = pngsIn(sent.slice(sent.indexOf('viewBox')))
    expect(more).toEqual([])
    const { width, height, at } = pixelsOf(png!)
    expect([width, height]).toEqual([960, 480])
    expect(at(10, 10)).toEqual([204, 0, 0, 255])
    expect(at(950, 10)[3]).toBe(0)
  })

  it('has its texts, and nothing that it points to', async () => {
    const words = '<text x="10" y="80" font-size="60" font-family="Arial">MMM</text>'
    const image = '<image href="http://127.0.0.1:9/a.png" width="9" height="9"/>'
    const { sent, requests } = await ask(svgOf(words + image), kitty)
    const { at } = pixelsOf(pngsIn(sent)[0]!)
    const row = Array.from({ length: 960 }, (_, x) => at(x, 320)[3])
    expect(new Set(row).size).toBeGreaterThan(1)
    expect(requests).toBe(1)
  })

  it.for<[what: string, svg: string, why: RegExp]>([
    ['malformed', svgOf('<rect'), /SVG data parsing failed/],
    ['without a size', svgOf('', 'width="0" height="0"'), /invalid size/],
    ['a thread of pixels', svgOf('<rect/>', 'width="1000000" height="1"'), /size is zero/],
    [
      'of entities without end',
      `<!DOCTYPE svg [<!ENTITY a "&b;"><!ENTITY b "&a;">]>${svgOf('<text>&a;</text>')}`,
      /SVG data parsing failed|root node/,
    ],
    [
      'that takes too much memory',
      svgOf(
        `<filter id="f" x="-500%" y="-500%" width="1100%" height="1100%"><feTurbulence numOctaves="50" baseFrequency=".1"/><feGaussianBlur stdDeviation="500"/></filter>${'<rect filter="url(#f)" width="1000" height="1000"/>'.repeat(20)}`,
        'viewBox="0 0 1000 1000"',
      ),
      /cannot be painted/,
    ],
  ])('%s is told of, and printed as ever', async ([, svg, why]) => {
    const { sent, exitCode } = await ask(svg, kitty)
    expect(exitCode).toBe(0)
    expect(pngsIn(sent)).toEqual([])
    expect(sent).toContain('<svg')
    expect(sent).toMatch(/The SVG is not shown: /)
    expect(sent).toMatch(why)
  })

  it.for<[what: string, env: NodeJS.ProcessEnv, args: readonly string[]]>([
    ['where none can be shown', {}, []],
    ['within tmux', { ...kitty, TMUX: '/tmp/tmux-0/default,1,0' }, []],
    ['at a dumb terminal', { ...kitty, TERM: 'dumb' }, []],
    ['with --raw', kitty, ['--raw']],
    ['with --json', kitty, ['--json']],
  ])('is only text %s, whatever it holds', async ([, env, args]) => {
    const { sent, exitCode } = await ask(svgOf('<rect'), env, args)
    expect(exitCode).toBe(0)
    expect(sent).not.toMatch(/not shown|1337|_Ga=T/)
  })

  it('is painted for a limited time, and no longer than anybody waits', async () => {
    const { signal } = new AbortController()
    await expect(paintSvg(drawing, { signal, longestMs: 1 })).rejects.toThrow('takes too long')
    const reason = new Error('stopped')
    await expect(paintSvg(drawing, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    const large = ' '.repeat(3 * 2 ** 20)
    await expect(paintSvg(large, { signal })).rejects.toThrow('too large')
  })
})
