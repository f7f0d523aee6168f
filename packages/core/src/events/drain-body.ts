/** How long the end of a body is waited for after the end event, so that the connection can be used again. */
const endGraceMs = 100

/** Reads to the end; `false` when that takes too long. */
export function drainBody(body: AsyncIterator<Uint8Array>): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, endGraceMs, false)
    const read = () => void body.next().then(onResult, onError)
    const onResult = ({ done }: IteratorResult<Uint8Array>) => {
      if (!done) return read()
      clearTimeout(timer)
      resolve(true)
    }
    const onError = (error: unknown) => {
      clearTimeout(timer)
      reject(error)
    }
    read()
  })
}
