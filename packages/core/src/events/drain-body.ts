/** How long the end of a body is waited for after the end event, so that the connection can be used again. */
const endGraceMs = 100

/** Reads to the end; `false` when that takes too long. */
export async function drainBody(body: AsyncIterator<Uint8Array>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, endGraceMs)
  })
  try {
    for (;;) {
      const result = await Promise.race([body.next(), late])
      if (!result) return false
      if (result.done) return true
    }
  } finally {
    clearTimeout(timer)
  }
}
