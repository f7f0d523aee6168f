import type { ApproveToolCall } from '@via-codex/core'
import { UsageError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { TypedLines } from '../person/typed-lines.ts'
import { describeCall } from './tell-calls.ts'

/** Asks a person; `undefined` when nobody will answer. */
export type Ask = (question: string) => Promise<string | undefined>

export interface Approver extends Disposable {
  readonly approve: ApproveToolCall
}

/**
 * Asks a person at the terminal before each call, also where stdin is a pipe.
 *
 * @throws UsageError when there is no terminal
 */
export function openApprover(context: Context): Approver {
  const keyboard = context.keyboard ?? context.openTerminal()
  if (!keyboard || !context.screen.isTTY) {
    keyboard?.destroy()
    throw new UsageError(
      '--ta asks a person at a terminal, and there is none.',
      'Run it at a terminal, with stderr not redirected, or leave out --ta.',
    )
  }
  const lines = new TypedLines(keyboard, context.talk)
  return {
    approve: approveBy((question) => lines.ask(question), context.status),
    [Symbol.dispose]() {
      lines.close()
      if (keyboard !== context.keyboard) keyboard.destroy()
    },
  }
}

/** Has a person decide on each call: yes, no, or the reason why not, which the model is told. */
export function approveBy(ask: Ask, status: Context['status']): ApproveToolCall {
  return async (call) => {
    status.stop()
    const answer = await ask(`Run ${describeCall(call)}? [y/N, or why not] `)
    status.start()
    return toVerdict(answer)
  }
}

export function toVerdict(answer: string | undefined): boolean | string {
  const word = answer?.trim() ?? ''
  if (/^y(?:es)?$/i.test(word)) return true
  return word === '' || /^no?$/i.test(word) ? false : `The user did not allow this call: ${word}`
}
