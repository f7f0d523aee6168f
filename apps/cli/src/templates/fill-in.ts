import type { Template } from './template.ts'

/** `$name`, `${name}`, or `$$`, which is a dollar sign. */
const placeholder = /\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/g

/** What a template makes of an input. */
export interface FilledTemplate {
  readonly prompt: string
  readonly system: string | undefined
  /** Parameters that it names and that nobody gave, `input` among them. */
  readonly missing: readonly string[]
}

/**
 * Puts parameters into a template. An input that the prompt has no `$input` for follows after a blank line.
 * Names that are nobody's parameters, such as prices, are `$$5` in a template; `$5` is left as it is.
 */
export function fillIn(
  { prompt, system, defaults = {} }: Pick<Template, 'prompt' | 'system' | 'defaults'>,
  input: string,
  given: ReadonlyMap<string, string>,
): FilledTemplate {
  const missing = new Set<string>()
  let usesInput = false
  const fill = (text: string) =>
    text.replaceAll(placeholder, (whole, dollar?: string, bare?: string, braced?: string) => {
      if (dollar) return '$'
      const name = bare ?? braced ?? ''
      if (name === 'input') usesInput = true
      const value =
        name === 'input'
          ? input || undefined
          : (given.get(name) ?? (Object.hasOwn(defaults, name) ? defaults[name] : undefined))
      if (value === undefined) missing.add(name)
      return value ?? whole
    })
  const filledSystem = system === undefined ? undefined : fill(system)
  const filled = prompt === undefined ? undefined : fill(prompt)
  const parts = filled === undefined ? [input] : usesInput ? [filled] : [filled, input]
  return {
    prompt: parts.filter((part) => part.trim() !== '').join('\n\n'),
    system: filledSystem,
    missing: [...missing],
  }
}
