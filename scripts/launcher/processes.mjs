/**
 * Starting other programs. The tools are run by Node from their own packages, never through the shims in
 * node_modules/.bin, which on Windows are `.cmd` files that need a shell (and a shell would read the arguments).
 */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'

import { root } from './runtime.mjs'

/** @typedef {{ node: string, env: NodeJS.ProcessEnv }} Runtime */
/** @typedef {{ code: number, output: string }} Ended `output` is empty unless it was kept */

/**
 * The file that a tool's package runs as its command.
 *
 * @param {string} name of the package; its command has the same name, or the one given
 * @param {string} [command]
 */
export function toolPath(name, command = name) {
  const folder = join(root, 'node_modules', name)
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return join(folder, typeof bin === 'string' ? bin : bin[command])
}

/**
 * The exit code to end with after a child ended; a signal counts as 128 and its number, as in a shell.
 *
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 */
export function exitCodeOf(code, signal) {
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal])
}

/**
 * Runs Node with arguments and waits for its end.
 *
 * @param {Runtime} runtime
 * @param {string[]} args
 * @param {{ cwd?: string, stdio?: 'inherit' | 'keep' }} [options] `keep`: no stdin, stdout and stderr kept in `output`
 * @returns {Promise<Ended>}
 */
export function runNode(runtime, args, { cwd = root, stdio = 'inherit' } = {}) {
  return wait(
    spawn(runtime.node, args, {
      cwd,
      env: runtime.env,
      stdio: stdio === 'keep' ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    }),
  )
}

/**
 * @param {Runtime} runtime
 * @param {string[]} args plain words: on Windows they pass through a shell
 * @returns {Promise<Ended>}
 */
export function runPnpm(runtime, args) {
  const shell = process.platform === 'win32'
  const command = shell ? ['pnpm', ...args].join(' ') : 'pnpm'
  return wait(
    spawn(command, shell ? [] : args, {
      cwd: root,
      env: runtime.env,
      shell,
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  )
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<Ended>}
 */
function wait(child) {
  const release = passSignals(child)
  /** @type {Buffer[]} */
  const chunks = []
  child.stdout?.on('data', (chunk) => chunks.push(chunk))
  child.stderr?.on('data', (chunk) => chunks.push(chunk))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      release()
      resolve({ code: exitCodeOf(code, signal), output: Buffer.concat(chunks).toString('utf8') })
    })
  })
}

/**
 * Leaves the answer to a signal to the child. A terminal sends Ctrl-C to the child as well, so there it is not sent on:
 * twice would look like a second, impatient Ctrl-C.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
function passSignals(child) {
  const atTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY
  /** @param {NodeJS.Signals} signal */
  const pass = (signal) => void (signal === 'SIGINT' && atTerminal ? false : child.kill(signal))
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
  for (const signal of signals) process.on(signal, pass)
  return () => {
    for (const signal of signals) process.off(signal, pass)
  }
}
