import type { ScenarioItem } from '../scenario.ts'

const REASONING_TOKENS: Readonly<Record<string, number>> = {
  none: 0,
  minimal: 8,
  low: 21,
  medium: 47,
  high: 1_180,
  xhigh: 8_964,
  max: 14_310,
}

/** How many tokens the brain says it thought for; the prompt's length gives them a natural spread. */
export function reasoningTokensOf(effort: string, promptLength: number): number {
  const base = REASONING_TOKENS[effort] ?? 47
  return base === 0 ? 0 : base + (promptLength % 23)
}

/** The thought itself, or nothing when no effort was asked for. */
export function think(effort: string, summary: string): ScenarioItem[] {
  return effort === 'none' ? [] : [{ type: 'reasoning', summary: [summary] }]
}
