const brand = Symbol.for('via-codex.error')

export interface CodexErrorOptions {
  /** What to do now: an imperative sentence for people. */
  readonly hint?: string | undefined
  /** Whether the same request may well succeed if sent again. */
  readonly isRetryable?: boolean | undefined
  readonly cause?: unknown
}

/**
 * The base of everything this library throws, except a caller's own abort reason and a `TypeError` for
 * a wrong argument. Read `code`, never `message`. No message, field or cause of ours holds a token.
 */
export abstract class CodexError<Code extends string = string> extends Error {
  readonly code: Code
  readonly isRetryable: boolean
  declare readonly hint?: string

  constructor(code: Code, message: string, options: CodexErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.isRetryable = options.isRetryable ?? false
    if (options.hint !== undefined) this.hint = options.hint
    Object.defineProperty(this, 'name', { value: familyOf(new.target), configurable: true })
    Object.defineProperty(this, brand, { value: familyOf(new.target) })
  }

  /**
   * Like `instanceof`, but true also for errors of another copy of this library in the same process.
   * On a family, such as `ApiError.isInstance`, it is true for that family only.
   */
  static isInstance<T extends CodexError>(
    this: abstract new (...args: never[]) => T,
    error: unknown,
  ): error is T {
    if (typeof error !== 'object' || error === null) return false
    const family = (error as { [brand]?: unknown })[brand]
    return (
      typeof family === 'string' && (familyOf(this) === 'CodexError' || family === familyOf(this))
    )
  }
}

function familyOf(constructor: abstract new (...args: never[]) => CodexError): string {
  return (constructor as unknown as { readonly family?: string }).family ?? 'CodexError'
}

/** Gives an error a payload that logging and serialising leave out. */
export function hidePayload(error: CodexError, name: string, value: unknown): void {
  Object.defineProperty(error, name, { value, enumerable: false })
}
