import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openKeptWorld } from './support/kept-world.ts'

describe('models', () => {
  it('lists those that match, with what -o takes', async () => {
    await using world = await openKeptWorld()
    const { stdout } = await world.run(['models', '-q', 'GPT-6', '-q', 'luna'])
    expect(stdout.split('\n')).toHaveLength(3)
    expect(stdout).toMatch(/\ngpt-6-luna .* text image .*\n$/)
    const { stderr } = await world.run(['models', '-q', 'nowhere'])
    expect(stderr).toBe('No model matches.\n')
    await world.run(['models', 'options', 'set', 'gpt-6-luna', 'verbosity', 'low'])
    const told = (await world.run(['models', '--options'])).stdout
    expect(told).toMatch(/^reasoning_effort +none minimal low/m)
    expect(told).toMatch(/^gpt-6-luna +verbosity=low$/m)
  })

  it('are known for five minutes, unless asked for afresh', async () => {
    await using world = await openKeptWorld()
    const count = () => world.simulator.requests.count('models')
    await world.run(['models'])
    await world.run(['models'])
    const known = count()
    await world.run(['models', '--fresh'])
    expect(count()).toBe(known + 1)
  })

  it('-q chooses the first that matches', async () => {
    await using world = await openKeptWorld()
    await world.run(['-q', 'luna', 'x'])
    expect(world.sent()['model']).toBe('gpt-6-luna')
    const { lines, exitCode } = await world.run(['-q', 'luna', '-q', 'sol', 'x'])
    expect(exitCode).toBe(2)
    expect(lines[0]).toBe('error: No model matches -q luna -q sol.')
    expect(lines[1]).toContain('gpt-6.1-sol')
  })

  it('default shows and sets the model that is asked', async () => {
    await using world = await openKeptWorld()
    expect((await world.run(['models', 'default'])).stdout).toBe('gpt-5.5\n')
    await world.run(['aliases', 'set', 'luna', 'gpt-6-luna'])
    await world.run(['models', 'default', 'luna'])
    expect((await world.run(['models', 'default'])).stdout).toBe('gpt-6-luna\n')
    await world.run(['x'])
    expect(world.sent()['model']).toBe('gpt-6-luna')
    world.env['VIA_CODEX_MODEL'] = 'gpt-6-sol'
    await world.run(['x'])
    expect(world.sent()['model']).toBe('gpt-6-sol')
    const { stderr } = await world.run(['models', 'default', 'gpt-5.5'])
    expect(stderr).toBe('warning: VIA_CODEX_MODEL is set and goes before it.\n')
  })

  it('options are set, shown and cleared for each model', async () => {
    await using world = await openKeptWorld()
    const change = (...words: string[]) => world.run(['models', 'options', ...words])
    await change('set', 'gpt-5.5', 'verbosity', 'low')
    await change('set', 'gpt-5.5', 'reasoning_effort', 'high')
    expect((await change('show', 'gpt-5.5')).stdout).toBe(
      'verbosity         low\nreasoning_effort  high\n',
    )
    await world.run(['x', '-o', 'verbosity', 'high'])
    expect(world.sent()).toMatchObject({
      text: { verbosity: 'high' },
      reasoning: { effort: 'high' },
    })
    await world.run(['x', '-m', 'gpt-6-luna'])
    expect(world.sent()['text']).toBeUndefined()
    await change('clear', 'gpt-5.5', 'verbosity')
    expect((await change()).stdout).toBe('gpt-5.5  reasoning_effort=high\n')
    await change('clear', 'gpt-5.5')
    expect((await change('list')).stdout).toBe('')
  })

  it.for<[args: string[], what: RegExp]>([
    [['options', 'set', 'gpt-5.5', 'mood', 'good'], /-o mood is no option/],
    [['options', 'set', 'gpt-5.5', 'temperature', '1'], /temperature cannot be used/],
    [['options', 'set', 'gpt-5.5', 'verbosity', 'huge'], /no such value/],
    [['options', 'set', 'gpt-5.5'], /needs <model> <key> <value>/],
    [['options', 'show'], /needs <model>/],
    [['options', 'clear', 'gpt-5.5', 'verbosity'], /has no default verbosity/],
    [['options', 'drop'], /no `via-codex models options drop`/],
    [['default', 'a', 'b'], /takes no "b"/],
    [['default', '--json'], /has no --json/],
    [['of', 'cars'], /no `via-codex models of`/],
  ])('%j is refused', async ([args, what]) => {
    await using world = await openKeptWorld()
    const { stdout, lines, exitCode } = await world.run(['models', ...args])
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
    expect(lines[0]).toMatch(what)
  })

  it.for(['{"default": 3}', '{"options": {"a": {"b": 1}}}', 'x'])(
    'a file that holds %s is told of',
    async (text) => {
      await using world = await openKeptWorld()
      await world.run(['models', 'default', 'x'])
      const file = join(world.folder, 'config', 'models.json')
      await writeFile(file, text)
      const { lines, exitCode } = await world.run(['x'])
      expect(exitCode).toBe(1)
      expect(lines[0]).toContain(file)
    },
  )
})
