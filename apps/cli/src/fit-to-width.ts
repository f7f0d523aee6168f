// Drawn two columns wide: East Asian wide and full-width blocks, and emoji.
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|^\p{Emoji_Presentation}/u
const marks = /^(?:\p{M}|[\u200b-\u200f]|\p{Variation_Selector})$/u

function widthOf(character: string): number {
  if (marks.test(character)) return 0
  return wide.test(character) ? 2 : 1
}

/** The text if it fits in so many columns, else its beginning and an ellipsis. */
export function fitToWidth(text: string, columns: number): string {
  let width = 0
  let fitting = ''
  for (const character of text) {
    width += widthOf(character)
    if (width > columns) return columns > 0 ? `${fitting}…` : ''
    // What is kept leaves a column for the ellipsis.
    if (width < columns) fitting += character
  }
  return text
}
