/** A request taken apart: everything but its input, and the items of that, each as JSON. */
export interface RequestParts {
  readonly fields: string
  readonly items: readonly string[]
}

/** A response that was completed, with the whole conversation up to it. */
export interface LastResponse extends RequestParts {
  readonly id: string
}

/** @returns `undefined` for a body whose input is no list */
export function toRequestParts(body: string): RequestParts | undefined {
  const { input, ...fields } = JSON.parse(body) as Record<string, unknown>
  if (!Array.isArray(input)) return undefined
  return { fields: JSON.stringify(fields), items: input.map((item) => JSON.stringify(item)) }
}

/** The frame that asks with the whole body. */
export function toWholeFrame(body: string): string {
  return `{"type":"response.create",${body.slice(1)}`
}

/**
 * The frame that asks with what is new: possible when every other field is the same, to the byte, and the
 * new input begins with the whole conversation up to the last response and goes on from there.
 *
 * @returns `undefined` when it is not possible
 * @see docs/protocol.md §7
 */
export function toDeltaFrame(
  last: LastResponse | undefined,
  { fields, items }: RequestParts,
): string | undefined {
  if (!last || last.fields !== fields || items.length <= last.items.length) return undefined
  if (!last.items.every((item, at) => item === items[at])) return undefined
  const added = items.slice(last.items.length).join(',')
  const rest = fields === '{}' ? '' : `,${fields.slice(1, -1)}`
  return `{"type":"response.create","previous_response_id":${JSON.stringify(last.id)}${rest},"input":[${added}]}`
}
