import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Question, Report } from './ask.ts'

/** A real process of its own, ready to ask. */
export class AskingProcess {
  readonly #process: ChildProcess

  private constructor(process: ChildProcess) {
    this.#process = process
  }

  static async start(file: string): Promise<AskingProcess> {
    const child = fork(file, { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    await once(child, 'message')
    return new AskingProcess(child)
  }

  static startMany(file: string, count: number): Promise<AskingProcess[]> {
    return Promise.all(Array.from({ length: count }, () => AskingProcess.start(file)))
  }

  /** Settles with its report, or with `undefined` when it was killed first. */
  ask(question: Question): Promise<Report | undefined> {
    const done = new AbortController()
    const { signal } = done
    const report = once(this.#process, 'message', { signal }).then(([message]) => message as Report)
    const exit = once(this.#process, 'exit', { signal }).then(() => undefined)
    const first = Promise.race([report, exit]).finally(() => done.abort())
    for (const late of [report, exit]) late.catch(() => {})
    // Written to a process that has gone: its exit is the answer.
    this.#process.send(question, () => {})
    return first
  }

  /** As nothing but the kernel can: at once, without a chance to clean up. */
  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const exit = once(this.#process, 'exit')
    this.#process.kill('SIGKILL')
    await exit
  }
}
