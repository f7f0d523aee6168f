/**
 * Peers too large to belong to everybody's install: each comes from the registry at its first use, its
 * version pinned here, into a folder of its own.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const peers = {
  // The newest that installs whole.
  'pi-ai': { name: '@earendil-works/pi-ai', version: '0.87.1' },
} as const

/** @param file within the package */
export async function importPeer<T>(peer: keyof typeof peers, file: string): Promise<T> {
  const { name, version } = peers[peer]
  const folder = `${import.meta.dirname}/node_modules/.peers/${peer}-${version}`
  const place = `${folder}/node_modules/${name}`
  if (!existsSync(place)) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${folder}/package.json`, '{ "private": true }')
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund']
    execFileSync('npm', ['install', ...flags, '--prefix', folder, `${name}@${version}`], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  }
  return (await import(pathToFileURL(`${place}/${file}`).href)) as T
}
