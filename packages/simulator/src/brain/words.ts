const COMMON = new Set(
  'a an and are as at be by can do for from get give has have how i in is it me my of on or please tell that the this to use was what when where which who will with you your'.split(
    ' ',
  ),
)

/** The telling words of a text, in lower case and without plural s; camelCase and snake_case are parted. */
export function wordsOf(text: string): Set<string> {
  const words = text
    .replaceAll(/([a-z])([A-Z])/gu, '$1 $2')
    .toLowerCase()
    .match(/\p{L}{3,}/gu)
  return new Set(
    (words ?? []).filter((word) => !COMMON.has(word)).map((word) => word.replace(/s$/u, '')),
  )
}

/** How many telling words two texts share. */
export function sharedWords(a: string, b: string): number {
  const others = wordsOf(b)
  return [...wordsOf(a)].filter((word) => others.has(word)).length
}
