import { reasoningScenario } from '@via-codex/simulator'
import { expect, it } from 'vitest'
import { openLog } from '../src/log/open-log.ts'
import { appendText, beginResponse, settleResponse } from '../src/log/write-response.ts'
import { openKeptWorld, type KeptWorld } from './support/kept-world.ts'
import { openTerminal, type TerminalSession } from './support/terminal.ts'

// Pictures in docs, of what a terminal shows. vitest -u draws them anew.
const columns = 88
const now = new Date('2026-11-26T12:00:00Z')
/** Stops the clock of a program at `now`, and has it live in Greenwich. */
const stoppedClock = {
  TZ: 'UTC',
  NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --import=data:text/javascript,${encodeURIComponent(
    `const Clock=Date;globalThis.Date=class extends Clock{constructor(...at){super(...(at.length?at:[${now.getTime()}]))}static now(){return ${now.getTime()}}}`,
  )}`,
}

const openStoppedWorld = () => openKeptWorld({ now: () => now })

function show(world: KeptWorld, args: readonly string[], typed: string): TerminalSession {
  return openTerminal(args, { env: { ...world.env, ...stoppedClock }, columns, typed })
}

const pelican = 'Generate an SVG of a pelican riding a bicycle'
const thoughts =
  '**Planning the scene**\n\nA side view shows both wheels, and the pouch of the pelican.'
const drawing = `\`\`\`svg
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 160">
  <g fill="none" stroke="#333" stroke-width="4">
    <circle cx="55" cy="120" r="30"/><circle cx="145" cy="120" r="30"/>
    <path d="M55 120L85 80H130L145 120L100 120L85 80M100 120L130 80"/>
  </g>
  <ellipse cx="98" cy="58" rx="32" ry="22" fill="#f2f2ee" stroke="#333"/>
  <path d="M124 48Q134 24 120 18T108 38" fill="#f2f2ee" stroke="#333"/>
  <path d="M126 20L186 30Q150 56 126 34Z" fill="#f4b43a"/>
</svg>
\`\`\`
`

it('docs/thinking.svg is what a terminal shows before an answer', async () => {
  await using world = await openStoppedWorld()
  world.simulator.scenario(reasoningScenario(thoughts, drawing))
  world.simulator.faults.add({ kind: 'stall', afterEvents: 18 })
  const session = show(world, ['-o', 'reasoning_effort', 'xhigh', pelican], typedOf('xhigh'))
  await session.shown(/ \d s A side view.*pouch of the/)
  const picture = await session.picture()
  session.press('\u0003')
  expect(await session.ended).toBe(130)
  // Which moment it is.
  const settled = picture.replace(/\S \d s (?=A side view)/, '⠹ 4 s ')
  await expect(settled).toMatchFileSnapshot('../../../docs/thinking.svg')
})

it('docs/prompt.svg is what a terminal shows of an answer', async () => {
  await using world = await openStoppedWorld()
  world.simulator.scenario(reasoningScenario(thoughts, drawing))
  const session = show(world, ['-o', 'reasoning_effort', 'xhigh', pelican], typedOf('xhigh'))
  expect(await session.ended).toBe(0)
  await expect(await session.picture()).toMatchFileSnapshot('../../../docs/prompt.svg')
})

it('docs/usage.svg is what a terminal shows of a plan', async () => {
  await using world = await openStoppedWorld()
  const session = show(world, ['usage'], 'via-codex usage')
  expect(await session.ended).toBe(0)
  await expect(await session.picture()).toMatchFileSnapshot('../../../docs/usage.svg')
})

it('docs/logs.svg is what a terminal shows of the log', async () => {
  await using world = await openStoppedWorld()
  const log = openLog(`${world.env['VIA_CODEX_DATA_DIR']}/logs.db`)
  const turn = {
    conversationId: '5c1d8a52-9c0f-4d53-8a7e-0f2b6a3f9d11',
    model: 'gpt-5.5',
    items: [],
  }
  const asked: [prompt: string, answer: string, minutes: number][] = [
    ['Name a heron.', 'The **grey heron**: slate wings, a black stripe over the eye.\n', 3],
    ['Where does it breed?', 'In colonies, high in trees:\n\n- near water\n- year after year\n', 2],
  ]
  for (const [prompt, answer, minutes] of asked) {
    const at = new Date(now.getTime() - minutes * 60_000)
    const id = beginResponse(log, { ...turn, prompt }, at)
    appendText(log, id, answer)
    settleResponse(log, id, { status: 'done', items: [] }, at)
  }
  log.close()
  const session = show(world, ['logs', '-c'], 'via-codex logs -c')
  expect(await session.ended).toBe(0)
  await expect(await session.picture()).toMatchFileSnapshot('../../../docs/logs.svg')
})

function typedOf(effort: string): string {
  return `via-codex -o reasoning_effort ${effort} '${pelican}'`
}
