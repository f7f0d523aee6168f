import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { textScenario } from '@via-codex/simulator'
import { describe, expect, it } from 'vitest'
import { extractSvg } from '../src/answer/extract-svg.ts'
import { numbered } from '../src/answer/save-pictures.ts'
import { openKeptWorld } from './support/kept-world.ts'

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
