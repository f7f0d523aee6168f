/** A part of a request that was left out before sending, because the backend refuses it. */
export interface DroppedField {
  /** Where it stood, such as `temperature` or `input[3]`. */
  readonly field: string
  /** Why, for people. */
  readonly reason: string
}
