import * as z from 'zod/mini'

/** A member that is left out when it is absent, null or of another shape. */
export const optional = <T extends z.ZodMiniType>(type: T) =>
  z.optional(z.nullable(z.catch(z.nullable(type), null)))
