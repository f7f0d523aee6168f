import type { CodexResponse, ResponseStream, StreamError } from '@via-codex/core'
import type { Context } from '../context.ts'
import { wantsTools } from './wants-tools.ts'

/**
 * Writes a response as one JSON document, unless another one follows it. One that broke off becomes a document too: what had come, with
 * the `error`; nothing is written when nothing had come.
 */
export async function writeJson(
  stream: ResponseStream,
  { output, status }: Pick<Context, 'output' | 'status'>,
): Promise<CodexResponse> {
  try {
    // Whoever records it does so event by event.
    const events = stream[Symbol.asyncIterator]()
    while (!(await events.next()).done);
    const response = await stream.final()
    status.stop()
    if (!wantsTools(response)) output.printJson(response)
    return response
  } catch (error) {
    status.stop()
    const { partial, code, message } = error as Partial<StreamError>
    if (partial) {
      output.printJson({
        status: 'incomplete',
        output: partial.output,
        output_text: partial.outputText,
        error: { code, message },
      })
    }
    throw error
  }
}
