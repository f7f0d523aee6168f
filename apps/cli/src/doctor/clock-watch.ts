import type { Logger } from '@via-codex/core'

/** From here on a difference is told: below, it may be the way. */
const tellableMs = 30_000

/** Hears of each answer through a logger, and compares its date with this machine's clock. */
export class ClockWatch {
  #skewMs: number | undefined

  /** The logger, listening in. */
  listenTo(logger: Logger): Logger {
    return {
      ...logger,
      debug: (message, fields) => {
        const headers = fields?.['headers'] as { date?: unknown } | undefined
        const serverAt = Date.parse(String(headers?.date))
        if (!Number.isNaN(serverAt)) this.#skewMs = Date.now() - serverAt
        logger.debug?.(message, fields)
      },
    }
  }

  /** In words; empty as long as no answer has told a date. */
  describe(): string {
    if (this.#skewMs === undefined) return ''
    if (Math.abs(this.#skewMs) < tellableMs) return 'the clocks agree'
    const minutes = Math.round(Math.abs(this.#skewMs) / 6_000) / 10
    return `this clock is ${minutes} min ${this.#skewMs > 0 ? 'ahead' : 'behind'}: set it right`
  }
}
