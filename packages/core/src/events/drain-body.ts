/** How long the end of a body is waited for after the end event, so that the connection can be used again. */
const endGraceMs = 100

/** Reads to the end; `false` when that takes too long. */
export function drainBody(body: AsyncIterator<Uint8Array>): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      resolve(false)
    }, endGraceMs)
    const read = () => void body.next().then(onResult, onError)
    const onResult = ({ done }: IteratorResult<Uint8Array>) => {
      if (isLate) return
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
