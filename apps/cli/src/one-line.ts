// C0 and C1 controls, escape sequences' first characters among them.
// oxlint-disable-next-line no-control-regex
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g

/** A text that came from elsewhere, fit for one line of a terminal: it can move and colour nothing. */
export function oneLine(text: string): string {
  return text.replaceAll(controls, ' ').trim()
}
