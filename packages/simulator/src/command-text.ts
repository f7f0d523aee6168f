import type { TemporaryCodexHome } from './codex-home.ts'
import { faultKinds } from './faults/fault-kinds.ts'
import type { Simulator } from './start-simulator.ts'

/** What `--help` prints. */
export function helpText(): string {
  const width = Math.max(...Object.keys(faultKinds).map((kind) => kind.length))
  const rows = Object.entries(faultKinds).map(
    ([kind, { on, about }]) => `  ${kind.padEnd(width)}  ${about} (${on})`,
  )
  return `Usage: via-codex-simulator [options]

Starts the other side of a Codex login on 127.0.0.1 and prints how to reach it.
It runs until Ctrl-C, and takes its temporary login with it.

Options:
  --port <number>   listen there; 0 lets the system choose (default 0)
  --fault <name>    break something once; NAME:3 three times, NAME:always; repeatable
  -h, --help        show this
  --version         show the version

Example:
  via-codex-simulator --port 8788 --fault usage-limit-reached

Faults:
${rows.join('\n')}`
}

/** Shell lines that point a client at the simulator, headed by its address. */
export function environmentOf(
  { url, endpoints }: Pick<Simulator, 'url' | 'endpoints'>,
  home: Pick<TemporaryCodexHome, 'path'>,
): string {
  return `# The simulator listens on ${url}. Stop it with Ctrl-C.
export CODEX_HOME='${home.path}'
export VIA_CODEX_CHATGPT_URL='${endpoints.chatgpt}'
export VIA_CODEX_API_URL='${endpoints.api}'
export VIA_CODEX_AUTH_URL='${endpoints.auth}'`
}
