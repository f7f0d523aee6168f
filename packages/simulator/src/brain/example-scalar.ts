import { stringOf, type JsonObject } from '../json.ts'

const FORMATS: Readonly<Record<string, string>> = {
  'date-time': '2026-01-31T12:00:00Z',
  date: '2026-01-31',
  time: '12:00:00Z',
  duration: 'P1D',
  email: 'ada@fake.example',
  hostname: 'fake.example',
  ipv4: '127.0.0.1',
  ipv6: '::1',
  uri: 'https://fake.example/',
  uuid: '00000000-0000-4000-8000-000000000000',
}

/** A number within the schema's bounds: the first one the text names, if it fits. */
export function exampleNumber(schema: JsonObject, text: string): number {
  const isInteger = schema['type'] === 'integer'
  const step = numberOf(schema['multipleOf']) ?? (isInteger ? 1 : 0.5)
  const least = lowerBound(schema, step)
  const most = upperBound(schema, step)
  const named = Number(/-?\d+(?:\.\d+)?/u.exec(text)?.[0] ?? 1)
  const wanted = Math.min(Math.max(named, least), most)
  const snapped = Math.round(wanted / step) * step
  if (snapped < least) return snapped + step
  return snapped > most ? snapped - step : snapped
}

function lowerBound(schema: JsonObject, step: number): number {
  const exclusive = numberOf(schema['exclusiveMinimum'])
  return Math.max(
    numberOf(schema['minimum']) ?? -Infinity,
    exclusive === undefined ? -Infinity : exclusive + step,
  )
}

function upperBound(schema: JsonObject, step: number): number {
  const exclusive = numberOf(schema['exclusiveMaximum'])
  return Math.min(
    numberOf(schema['maximum']) ?? Infinity,
    exclusive === undefined ? Infinity : exclusive - step,
  )
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}

/** A text within the schema's format and length: a telling word of the prompt, else the property's own name. */
export function exampleString(schema: JsonObject, name: string, text: string): string {
  const format = FORMATS[stringOf(schema['format']) ?? '']
  if (format) return format
  const value = tellingPhrase(text) ?? (name || 'example')
  const least = numberOf(schema['minLength']) ?? 0
  const most = numberOf(schema['maxLength']) ?? Infinity
  return value.padEnd(least, '.').slice(0, most)
}

/** What a text is most likely about: a quotation, a name inside the sentence, or its last long word. */
function tellingPhrase(text: string): string | undefined {
  const quoted = /["“'‘]([^"”'’]+)["”'’]/u.exec(text)?.[1]
  const named = /(?<=\s)\p{Lu}[\p{L}-]+(?:\s\p{Lu}[\p{L}-]+)*/u.exec(text)?.[0]
  return quoted ?? named ?? text.match(/\p{L}{4,}/gu)?.at(-1)
}
