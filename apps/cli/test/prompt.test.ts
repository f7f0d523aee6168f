import { reasoningScenario, textScenario } from '@via-codex/simulator'
import { describe, expect, it } from 'vitest'
import { openWorld } from './support/world.ts'

const bodyOf = (request: { body: unknown }) => request.body as Record<string, any>
const promptOf = (request: { body: unknown }) => bodyOf(request)['input'][0].content[0].text

describe.concurrent('a prompt', () => {
  it('is answered on stdout, with a final newline and nothing on stderr', async () => {
    await using world = await openWorld()
    world.simulator.scenario(textScenario('Grüße, 世界 🌍'))
    const result = await world.spawn(['Say', 'hello', 'please'])
    expect(result).toMatchObject({ stdout: 'Grüße, 世界 🌍\n', stderr: '', exitCode: 0 })
    const request = world.simulator.requests.last('responses')
    expect(promptOf(request)).toBe('Say hello please')
    expect(bodyOf(request)).toMatchObject({ model: 'gpt-5.5', store: false, stream: true })
    expect(bodyOf(request)['reasoning']).toBeUndefined()
  })

  it('gets no second newline', async () => {
    await using world = await openWorld()
    world.simulator.scenario(textScenario('one\ntwo\n'))
    expect(await world.spawn(['prompt', 'x'])).toMatchObject({ stdout: 'one\ntwo\n', exitCode: 0 })
  })

  it('is printed while the server still holds the rest', async () => {
    await using world = await openWorld()
    world.simulator.scenario({
      items: [{ type: 'text', text: 'first second', deltas: ['first ', 'second'] }],
    })
    world.simulator.faults.add({ kind: 'stall', afterEvents: 5 })
    const cli = world.start(['x'])
    await cli.printed('first')
    expect(cli.stdout).toBe('first ')
    cli.child.kill('SIGINT')
    expect(await cli.ended).toMatchObject({ stdout: 'first \n', exitCode: 130 })
  })

  it('takes what is piped in, after the words and a blank line', async () => {
    await using world = await openWorld()
    await world.spawn(['Count', 'this'], { input: 'a\nb\n' })
    expect(promptOf(world.simulator.requests.last())).toBe('Count this\n\na\nb')
  })

  it('may be piped in alone, in any pieces of UTF-8', async () => {
    await using world = await openWorld()
    const text = 'ünïcode 🌍 '.repeat(30_000)
    world.simulator.scenario(textScenario('ok'))
    expect(await world.spawn([], { input: text })).toMatchObject({ exitCode: 0 })
    expect(promptOf(world.simulator.requests.last())).toBe(text)
  })

  it('with an empty pipe is the words alone', async () => {
    await using world = await openWorld()
    await world.spawn(['words'], { input: '' })
    expect(promptOf(world.simulator.requests.last())).toBe('words')
  })

  it('carries model, system prompt and options', async () => {
    await using world = await openWorld()
    const args = ['-m', 'gpt-6-sol', '-s', 'Be brief.', '-o', 'reasoning_effort', 'xhigh', 'hi']
    const more = [
      '-o',
      'reasoning_summary',
      'auto',
      '-o',
      'verbosity=low',
      '-o',
      'service_tier',
      'priority',
    ]
    expect(await world.spawn([...args, ...more])).toMatchObject({
      exitCode: 0,
      lines: ['Recalling the conversation', 'What was said, and what before it.', ''],
    })
    const request = world.simulator.requests.last()
    expect(bodyOf(request)).toMatchObject({
      model: 'gpt-6-sol',
      instructions: 'Be brief.',
      reasoning: { effort: 'xhigh', summary: 'auto' },
      text: { verbosity: 'low' },
      service_tier: 'priority',
    })
    expect(promptOf(request)).toBe('hi')
  })

  it('takes its model from the environment', async () => {
    await using world = await openWorld()
    await world.spawn(['hi'], { env: { VIA_CODEX_MODEL: 'gpt-6-luna' } })
    expect(bodyOf(world.simulator.requests.last())['model']).toBe('gpt-6-luna')
  })

  it('takes words that begin with a dash after --', async () => {
    await using world = await openWorld()
    await world.spawn(['--', '-5', '+ 3?'])
    expect(promptOf(world.simulator.requests.last())).toBe('-5 + 3?')
  })

  it('with --no-stream is answered in one piece, as with streaming', async () => {
    await using world = await openWorld()
    world.simulator.scenario(textScenario('one two three'))
    expect(await world.spawn(['--no-stream', 'x'])).toMatchObject({ stdout: 'one two three\n' })
  })

  it('with -u tells the tokens on stderr', async () => {
    await using world = await openWorld()
    const usage = { inputTokens: 31, cachedTokens: 8, outputTokens: 20, reasoningTokens: 12 }
    world.simulator.scenario(textScenario('x', { usage }))
    const { stdout, stderr } = await world.spawn(['-u', 'hi'])
    expect(stdout).toBe('x\n')
    expect(stderr).toBe('usage: 31 in (8 cached), 20 out (12 reasoning), 51 total\n')
  })

  it('with -o reasoning_summary tells the thoughts on stderr, without a terminal, too', async () => {
    await using world = await openWorld()
    world.simulator.scenario(reasoningScenario('**First**\n\nThen this.', 'The answer.'))
    const { stdout, lines } = await world.spawn(['-o', 'reasoning_summary', 'auto', 'hi'])
    expect(stdout).toBe('The answer.\n')
    expect(lines).toEqual(['First', 'Then this.', ''])
    const quiet = await world.spawn(['-R', '-o', 'reasoning_summary', 'auto', 'hi'])
    expect(quiet).toMatchObject({ stderr: '' })
  })

  it('with --json gives the whole response', async () => {
    await using world = await openWorld()
    world.simulator.scenario(reasoningScenario('Thinking.', 'The answer.'))
    const { stdout, stderr, exitCode } = await world.spawn(['--json', 'hi'])
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    const response = JSON.parse(stdout)
    expect(response).toMatchObject({ status: 'completed', output_text: 'The answer.' })
    expect(response.output.map(({ type }: { type: string }) => type)).toEqual([
      'reasoning',
      'message',
    ])
  })

  it('with -x gives only the first fenced block', async () => {
    await using world = await openWorld()
    world.simulator.scenario(textScenario('Here:\n```sh\necho 1\n```\nand\n```\n2\n```\n'))
    expect(await world.spawn(['-x', 'hi'])).toMatchObject({ stdout: 'echo 1\n', exitCode: 0 })
  })

  it('with -x and no block gives the whole answer and exit code 1', async () => {
    await using world = await openWorld()
    world.simulator.scenario(textScenario('No code here.'))
    const { stdout, lines, exitCode } = await world.spawn(['-x', 'hi'])
    expect({ stdout, exitCode }).toEqual({ stdout: 'No code here.\n', exitCode: 1 })
    expect(lines).toEqual([
      'error: The answer holds no fenced block; it is printed whole.',
      'hint: Ask for a code block in the prompt, or leave out -x and --xl.',
    ])
  })

  it('keeps two messages of one answer apart', async () => {
    await using world = await openWorld()
    world.simulator.scenario({
      items: [
        { type: 'text', text: 'Let me look.', phase: 'commentary' },
        { type: 'text', text: 'It is 4.', phase: 'final_answer' },
      ],
    })
    expect(await world.spawn(['hi'])).toMatchObject({ stdout: 'Let me look.\nIt is 4.\n' })
  })

  it('that is refused gives the refusal and exit code 1', async () => {
    await using world = await openWorld()
    world.simulator.scenario({ items: [{ type: 'refusal', refusal: 'I cannot do that.' }] })
    const { stdout, lines, exitCode } = await world.spawn(['hi'])
    expect({ stdout, exitCode }).toEqual({ stdout: 'I cannot do that.\n', exitCode: 1 })
    expect(lines[0]).toBe('error: The model refused.')
  })

  it('whose answer stops early is warned about', async () => {
    await using world = await openWorld()
    world.simulator.faults.add({ kind: 'incomplete', reason: 'max_output_tokens' })
    const { lines, exitCode } = await world.spawn(['hi'])
    expect({ lines, exitCode }).toEqual({
      lines: ['warning: The answer stops early: max_output_tokens.'],
      exitCode: 0,
    })
  })

  it('is answered whole when its stream is cut into single bytes', async () => {
    await using world = await openWorld()
    world.simulator.scenario(textScenario('Grüße, 世界 🌍'))
    world.simulator.faults.add({ kind: 'chunking', chunking: { bytes: 1 } })
    expect(await world.spawn(['hi'])).toMatchObject({ stdout: 'Grüße, 世界 🌍\n', exitCode: 0 })
  })

  it('renews a token that the server no longer takes, and keeps the new one', async () => {
    await using world = await openWorld()
    world.simulator.authority.expire(world.home.login?.accessToken ?? '')
    expect(await world.spawn(['hi'])).toMatchObject({ exitCode: 0, stderr: '' })
    const { tokens } = (await world.home.read()) as { tokens: { refresh_token: string } }
    expect(tokens.refresh_token).not.toBe(world.home.login?.refreshToken)
    expect(world.simulator.authority.isLive(tokens.refresh_token)).toBe(true)
  })
})
