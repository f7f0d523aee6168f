import type { StoreChoice } from '@via-codex/core'

const reasons: Readonly<Record<StoreChoice['because'], string>> = {
  option: 'by --store',
  VIA_CODEX_STORE: 'by VIA_CODEX_STORE',
  'config.toml': 'by config.toml',
  found: 'a login is there',
  default: 'by default',
}

/** Which store, and why: `keyring, by config.toml`. */
export function describeStore({ kind, because }: StoreChoice): string {
  return `${kind}, ${reasons[because]}`
}
