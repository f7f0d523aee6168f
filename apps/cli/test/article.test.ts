import { execFile } from 'node:child_process'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { openKeptWorld } from './support/kept-world.ts'
import { cliCommand } from './support/run-cli.ts'

const script = fileURLToPath(new URL('../../../examples/article.sh', import.meta.url))
const isWindows = process.platform === 'win32'

it.skipIf(isWindows)('examples/article.sh goes through, step by step', async () => {
  await using world = await openKeptWorld()
  const { folder, env, simulator } = world
  const command = join(folder, 'via-codex')
  await writeFile(command, `#!/bin/sh\nexec '${cliCommand.join("' '")}' "$@"\n`)
  await chmod(command, 0o755)
  const photo = join(folder, 'photo.gif')
  await writeFile(
    photo,
    Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64'),
  )
  const { stdout, stderr } = await promisify(execFile)(
    'sh',
    ['-c', 'exec sh "$1" "$2" </dev/null', 'sh', script, photo],
    {
      cwd: folder,
      env: { ...process.env, ...env, PATH: `${folder}${delimiter}${process.env['PATH']}` },
    },
  )

  const [plain, rich] = await Promise.all(
    ['pelican.svg', 'pelican-xhigh.svg'].map((file) => readFile(join(folder, file), 'utf8')),
  )
  expect(plain).toMatch(/^<svg[^]*<\/svg>\n$/)
  expect(rich?.length).toBeGreaterThan(plain?.length ?? Infinity)
  const [usual = 0, long = 0] = [...stderr.matchAll(/^usage: .*\((\d+) reasoning\)/gm)].map(
    ([, count]) => Number(count),
  )
  expect(long).toBeGreaterThan(usual)

  expect(stdout).toMatch(/^gpt-5\.5 /m)
  expect(stdout).toMatch(/image\/gif/)
  expect(stdout).toContain('Before that you said: “What is this?”')
  expect(stdout).toContain('Before that you said: “Name a heron.”')
  expect(await readFile(join(folder, 'chat.md'), 'utf8')).toMatch(/Name a heron\.[^]*And a stork\./)
  expect(stdout).toContain('## Prompt\n\nAnd a stork.')
  expect(stdout).toContain('## Token usage')
  expect(stdout).toMatch(/riding a bicycle/)

  expect(stderr).toContain('tool: via_codex_time({})')
  expect(stderr).toContain('tool: get_weather({"city":"Lisbon"})')
  expect(stdout.trimEnd().split('\n').at(-1)).toBe(
    'The tool says: {"city":"Lisbon","degreesCelsius":21}',
  )
  const efforts = simulator.requests
    .all()
    .map(({ body }) => (body as { reasoning?: { effort?: string } } | undefined)?.reasoning?.effort)
  expect(efforts).toEqual(expect.arrayContaining(['xhigh', 'low']))
})
