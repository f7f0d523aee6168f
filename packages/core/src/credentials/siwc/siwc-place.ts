import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import envPaths from 'env-paths'
import type { SiwcCredential } from './siwc-credential.ts'

/** The folder of one app's sign-ins. */
export interface SiwcPlace {
  readonly path: string
  /** Which machine this is, for the authority; no secret, and not copied with a sign-in. */
  readonly hostFile: string
  /** Which sign-in is used when none is named. */
  readonly selectionFile: string
  /** Held by whichever process changes something. */
  readonly lockFile: string
  /** One file for each. */
  readonly registrations: string
}

/** Touches no disk. */
export function resolveSiwcPlace({ directory, agentName }: SiwcCredential): SiwcPlace {
  const path = resolve(
    directory ?? join(envPaths('via-codex', { suffix: '' }).data, 'siwc', folderOf(agentName)),
  )
  return {
    path,
    hostFile: join(path, 'host.json'),
    selectionFile: join(path, 'selection.json'),
    lockFile: join(path, 'siwc.lock'),
    registrations: join(path, 'registrations'),
  }
}

/** The name itself where it is a good name of a folder; else what is left of it, told apart by a digest. */
function folderOf(agentName: string): string {
  if (/^[a-z0-9][a-z0-9_-]*$/.test(agentName)) return agentName
  const digest = createHash('sha256').update(agentName).digest('hex').slice(0, 8)
  const plain = agentName.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
  return `${plain.replaceAll(/^-|-$/g, '')}-${digest}`
}
