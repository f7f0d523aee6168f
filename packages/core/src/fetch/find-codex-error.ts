import { isCodexError, type AnyCodexError } from '../errors/error-codes.ts'

/** Headers outlive the answer: an SDK's error mostly keeps them, and nothing else of it. */
const errorOfHeaders = Symbol.for('via-codex.errorOfHeaders')

/** Lets {@link findCodexError} find the error that an answer stands for. */
export function attachError(headers: Headers, error: AnyCodexError): void {
  Object.defineProperty(headers, errorOfHeaders, { value: error })
}

/** How many causes are followed. */
const deepest = 10

/**
 * The error of this library behind something that an SDK threw, or behind an answer of `createCodexFetch`:
 * the thing itself, one of its causes, or what its `headers` stand for.
 *
 * @returns `undefined` when there is none
 * @example
 * ```ts
 * try {
 *   await openai.responses.create({ model: 'gpt-5.5', input: 'Hello' })
 * } catch (error) {
 *   const codexError = findCodexError(error)
 *   if (codexError?.code === 'USAGE_LIMIT_REACHED') console.error(codexError.resetsAt)
 * }
 * ```
 */
export function findCodexError(thrown: unknown): AnyCodexError | undefined {
  let current = thrown
  for (let depth = 0; depth <= deepest; depth++) {
    if (typeof current !== 'object' || current === null) return undefined
    if (isCodexError(current)) return current
    const { headers, cause }: { headers?: unknown; cause?: unknown } = current
    const attached: unknown = Object(headers)[errorOfHeaders]
    if (isCodexError(attached)) return attached
    current = cause
  }
  return undefined
}
