/** A source of repeatable randomness: the same seed gives the same ids. */
export interface Random {
  /** A float in [0, 1). */
  next(): number
  /** `length` lower-case hexadecimal digits. */
  hex(length: number): string
  /** `length` letters and digits. */
  letters(length: number): string
}

const HEX = '0123456789abcdef'
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** A mulberry32 generator over `seed`. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const pick = (alphabet: string, length: number): string => {
    let text = ''
    while (text.length < length) text += alphabet[Math.floor(next() * alphabet.length)]
    return text
  }
  return {
    next,
    hex: (length) => pick(HEX, length),
    letters: (length) => pick(LETTERS, length),
  }
}
