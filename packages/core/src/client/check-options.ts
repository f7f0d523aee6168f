import type { RetryPolicy } from '../transport/retry-policy.ts'

/** The first of the values is the default. */
export function oneOf<const T extends string>(
  name: string,
  values: readonly [T, ...T[]],
  given: T | undefined,
): T {
  if (given === undefined) return values[0]
  if (values.includes(given)) return given
  throw new TypeError(`${name} must be one of ${values.map((value) => `"${value}"`).join(', ')}.`)
}

export function callable<T>(name: string, value: T): T {
  if (value === undefined || typeof value === 'function') return value
  throw new TypeError(`${name} must be a function.`)
}

/** An object whose named members are functions; an optional one may be absent. */
export function withMethods<T extends object | undefined>(
  name: string,
  value: T,
  required: readonly string[],
  optional: readonly string[] = [],
): T {
  if (value === undefined) return value
  const members = object(name, value) as Record<string, unknown>
  for (const method of [...required, ...optional]) {
    if (members[method] === undefined && optional.includes(method)) continue
    if (typeof members[method] !== 'function')
      throw new TypeError(`${name}.${method} must be a function.`)
  }
  return value
}

export function text(name: string, value: string | undefined): string | undefined {
  if (value === undefined || typeof value === 'string') return value
  throw new TypeError(`${name} must be a text.`)
}

export function object<T>(name: string, value: T): T {
  if (typeof value === 'object' && value !== null) return value
  throw new TypeError(`${name} must be an object.`)
}

/** The given members, each of them one that there is. */
export function known<T extends object>(
  name: string,
  given: T | undefined,
  all: object,
): Partial<T> {
  if (given === undefined) return {}
  for (const key of Object.keys(object(name, given))) {
    if (Object.hasOwn(all, key)) continue
    throw new TypeError(`${name}.${key} is unknown; there are ${Object.keys(all).join(', ')}.`)
  }
  return given
}

export function numbers<T extends { readonly [key: string]: number } | RetryPolicy>(
  name: string,
  defaults: T,
  given: { [Key in keyof T]?: number | undefined } | undefined,
): T {
  const result: Record<string, number> = { ...defaults }
  for (const [key, value] of Object.entries<number | undefined>(known(name, given, defaults))) {
    if (value === undefined) continue
    if (!Number.isFinite(value) || value < 0)
      throw new TypeError(`${name}.${key} must be a number from 0 up.`)
    result[key] = value
  }
  return result as T
}
