import pty from '@lydell/node-pty'
import xterm from '@xterm/headless'
import { drawTerminal } from './draw-terminal.ts'
import { cliCommand } from './run-cli.ts'

/** The command line at a terminal: what was sent to it, and what it shows. */
export interface TerminalSession {
  /** Everything that was sent, escape sequences included. */
  readonly sent: string
  /** The lines shown now, without the empty ones at the end. */
  screen(): string[]
  /** The same as an SVG, with all that was sent until now. */
  picture(): Promise<string>
  /** Settles once what was sent fits; fails when the program ends before. */
  shown(pattern: RegExp): Promise<void>
  press(keys: string): void
  /** Settles with the exit code once everything is on the screen. */
  readonly ended: Promise<number>
}

/** @param options.typed what a picture is to show as the command line */
export function openTerminal(
  args: readonly string[],
  options: { env: NodeJS.ProcessEnv; columns?: number; typed?: string },
): TerminalSession {
  const size = { cols: options.columns ?? 60, rows: 20 }
  const terminal = new xterm.Terminal({ ...size, allowProposedApi: true })
  if (options.typed) terminal.write(`$ ${options.typed}\r\n`)
  const [file, ...before] = cliCommand
  // In CI Node takes no terminal for a colourful one.
  const { CI: _, ...own } = process.env
  const env = { ...own, TERM: 'xterm-256color', ...options.env }
  // The name becomes TERM.
  const child = pty.spawn(file, [...before, ...args], { ...size, name: env.TERM, env })
  let sent = ''
  const lookers = new Set<() => void>()
  child.onData((data) => {
    sent += data
    terminal.write(data)
    for (const look of lookers) look()
  })
  const ended = new Promise<number>((resolve) => {
    child.onExit(({ exitCode }) => terminal.write('', () => resolve(exitCode)))
  })
  return {
    get sent() {
      return sent
    },
    screen: () => linesOf(terminal),
    picture: () =>
      new Promise((resolve) => {
        terminal.write('', () => resolve(drawTerminal(terminal.buffer.active, size.cols)))
      }),
    shown: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!pattern.test(sent)) return
          lookers.delete(look)
          resolve()
        }
        lookers.add(look)
        look()
        void ended.then(() =>
          reject(new Error(`ended without ${pattern}: ${JSON.stringify(sent)}`)),
        )
      }),
    press: (keys) => child.write(keys),
    ended,
  }
}

function linesOf(terminal: InstanceType<typeof xterm.Terminal>): string[] {
  const { active } = terminal.buffer
  const lines: string[] = []
  for (let at = 0; at < active.length; at++) {
    lines.push(active.getLine(at)?.translateToString(true) ?? '')
  }
  return lines.join('\n').trimEnd().split('\n')
}
