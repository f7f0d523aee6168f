/**
 * Where the library reports what it does. Every method is optional; `console` fits.
 * Tokens, request bodies and response bodies are never passed to it.
 */
export interface Logger {
  debug?(message: string, fields?: Record<string, unknown>): void
  warn?(message: string, fields?: Record<string, unknown>): void
}

export const silentLogger: Logger = {}
