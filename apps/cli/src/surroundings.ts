import { fstatSync, openSync } from 'node:fs'
import { constants } from 'node:os'
import { isatty, ReadStream } from 'node:tty'
import type { Surroundings } from './context.ts'
import { Interruption } from './interruption.ts'

/** The process this program runs in. */
export const processSurroundings: Surroundings = {
  env: process.env,
  get stdin() {
    return isPiped() ? process.stdin : undefined
  },
  get keyboard() {
    return isatty(0) ? process.stdin : undefined
  },
  openTerminal() {
    try {
      return new ReadStream(
        openSync(process.platform === 'win32' ? String.raw`\\.\CONIN$` : '/dev/tty', 'r'),
      )
    } catch {
      return undefined
    }
  },
  get stdout() {
    return process.stdout
  },
  get stderr() {
    return process.stderr
  },
  onStop(stop) {
    let isStopping = false
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        const exitCode = 128 + constants.signals[signal]
        // Who asks twice does not want to wait.
        if (isStopping) process.exit(exitCode)
        isStopping = true
        stop(new Interruption(`Stopped by ${signal}.`, exitCode))
      })
    }
  },
}

// A terminal and /dev/null are character devices; a pipe, a file and a socket bring something.
function isPiped(): boolean {
  try {
    const stats = fstatSync(0)
    return stats.isFIFO() || stats.isFile() || stats.isSocket()
  } catch {
    return false
  }
}
