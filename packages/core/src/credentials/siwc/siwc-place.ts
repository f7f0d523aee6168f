import { createHash } from 'node:crypto'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
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
export function resolveSiwcPlace(
  { directory, agentName }: SiwcCredential,
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): SiwcPlace {
  const path = resolve(
    directory ?? join(dataFolder(env, platform), 'via-codex', 'siwc', folderOf(agentName)),
  )
  return {
    path,
    hostFile: join(path, 'host.json'),
    selectionFile: join(path, 'selection.json'),
    lockFile: join(path, 'siwc.lock'),
    registrations: join(path, 'registrations'),
  }
}

function dataFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform === 'win32') return env['LOCALAPPDATA'] || join(homedir(), 'AppData', 'Local')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support')
  return env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share')
}

/** The name itself where it is a good name of a folder; else what is left of it, told apart by a digest. */
function folderOf(agentName: string): string {
  if (/^[a-z0-9][a-z0-9_-]*$/.test(agentName)) return agentName
  const digest = createHash('sha256').update(agentName).digest('hex').slice(0, 8)
  const plain = agentName.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
  return `${plain.replaceAll(/^-|-$/g, '')}-${digest}`
}
