import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import type { Order, Question, Report } from './ask.ts'

/** A real process of its own, ready to ask, several things at once if need be. */
export class AskingProcess {
  readonly #process: ChildProcess
  #asked = 0

  private constructor(process: ChildProcess) {
    this.#process = process
  }

  static async start(file: string): Promise<AskingProcess> {
    const child = fork(file, {
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // Lives as long as the program does.
      env: { ...process.env, NODE_COMPILE_CACHE: join(dirname(file), 'compile-cache') },
    })
    child.setMaxListeners(0)
    await once(child, 'message')
    return new AskingProcess(child)
  }

  /** Settles with its report, or with `undefined` when it was killed first. */
  ask(question: Question): Promise<Report | undefined> {
    const number = this.#asked++
    return new Promise((resolve) => {
      const settle = (report: Report | undefined) => {
        this.#process.off('message', onMessage).off('exit', onExit)
        resolve(report)
      }
      const onMessage = (message: unknown) => {
        if ((message as Report).number === number) settle(message as Report)
      }
      const onExit = () => settle(undefined)
      this.#process.on('message', onMessage).on('exit', onExit)
      // Written to a process that has gone: its exit is the answer.
      this.#process.send({ ...question, number } satisfies Order, () => {})
    })
  }

  /** Lets it go by itself, so that it keeps what it has compiled, for those that start after it. */
  async leave(): Promise<void> {
    const exit = once(this.#process, 'exit')
    this.#process.disconnect()
    await exit
  }

  /** As nothing but the kernel can: at once, without a chance to clean up. */
  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const exit = once(this.#process, 'exit')
    this.#process.kill('SIGKILL')
    await exit
  }
}

/** Processes of one program, which serve one test after the other: to start one takes what ten questions take. */
export class Processes {
  readonly #file: string
  readonly #running: AskingProcess[] = []

  constructor(file: string) {
    this.#file = file
  }

  /** So many of them, those that are missing started. */
  async some(count: number): Promise<AskingProcess[]> {
    const missing = Math.max(0, count - this.#running.length)
    const started = Array.from({ length: missing }, () => AskingProcess.start(this.#file))
    this.#running.push(...(await Promise.all(started)))
    return this.#running.slice(0, count)
  }

  /** One to be killed, beyond so many that others go on using. */
  async oneBeyond(kept: number): Promise<AskingProcess> {
    const last = this.#running.length > kept ? this.#running.pop() : undefined
    return last ?? AskingProcess.start(this.#file)
  }

  async kill(): Promise<void> {
    await Promise.all(this.#running.splice(0).map((process) => process.kill()))
  }
}
