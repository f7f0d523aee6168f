/**
 * `pnpm install`, left out when nothing it depends on has changed since the last time.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { runPnpm } from './processes.mjs'
import { LauncherError } from './runtime.mjs'

/**
 * A digest of all that decides what is installed: lockfile, workspace file, every manifest.
 *
 * @param {string} root
 */
export function fingerprint(root) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`)
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests(root)]) {
    hash.update(`\n${file}\n`).update(readFileSync(join(root, file)))
  }
  return hash.digest('hex')
}

/** @param {string} root */
function manifests(root) {
  const workspace = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8')
  const patterns = [...workspace.matchAll(/^ {2}- ['"]?([\w./*-]+)['"]?$/gm)].map(
    (match) => match[1] ?? '',
  )
  const folders = patterns.flatMap((pattern) => {
    if (!pattern.endsWith('/*')) return [pattern]
    const parent = pattern.slice(0, -2)
    if (!existsSync(join(root, parent))) return []
    return readdirSync(join(root, parent)).map((name) => `${parent}/${name}`)
  })
  const files = folders.map((folder) => `${folder}/package.json`).toSorted()
  return ['package.json', ...files.filter((file) => existsSync(join(root, file)))]
}

/**
 * @param {import('./processes.mjs').Runtime} runtime
 * @param {string} root
 * @param {string} memory path of the file that remembers the last fingerprint; inside node_modules, so that it goes with it
 */
export async function install(runtime, root, memory) {
  const wanted = fingerprint(root)
  if (existsSync(memory) && readFileSync(memory, 'utf8') === wanted) return
  process.stderr.write('via-codex: installing packages…\n')
  const { code, output } = await runPnpm(runtime, ['install', '--frozen-lockfile'])
  if (code !== 0) {
    process.stderr.write(output)
    throw new LauncherError(
      'pnpm install --frozen-lockfile failed.',
      'Read its words above; after a change of dependencies run `pnpm install` and commit pnpm-lock.yaml.',
    )
  }
  mkdirSync(dirname(memory), { recursive: true })
  writeFileSync(memory, wanted)
}
