/**
 * All of a stream, as long as that is no more than the limit.
 *
 * @throws what `tooLarge` makes
 */
export async function collect(
  chunks: AsyncIterable<Buffer>,
  limitBytes: number,
  tooLarge: () => Error,
): Promise<Buffer> {
  const collected: Buffer[] = []
  let length = 0
  for await (const chunk of chunks) {
    length += chunk.length
    if (length > limitBytes) throw tooLarge()
    collected.push(chunk)
  }
  return Buffer.concat(collected)
}
