import { canRender } from '../markdown/load-markdown.ts'
import type { Output } from '../output.ts'

/**
 * The protocols by which the terminal shows pictures; none within tmux, screen and Zellij, which do not pass them on
 * unless told to.
 */
export async function graphicsOf(
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<{ kitty: boolean; iterm2: boolean }> {
  const isWithin =
    env['TMUX'] || env['STY'] || env['ZELLIJ'] || /^(?:tmux|screen)/.test(env['TERM'] ?? '')
  if (!canRender(output, env) || isWithin) return { kitty: false, iterm2: false }
  const { createSupportsTerminalGraphics } = await import('supports-terminal-graphics')
  return createSupportsTerminalGraphics({ isTTY: true })
}
