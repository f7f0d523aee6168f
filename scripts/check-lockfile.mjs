/**
 * Fails when pnpm-lock.yaml lacks the binary of a platform.
 *
 * A package with native code lists one optional package for each platform. Where a registry does not have one of them
 * (yet), pnpm leaves it out of the lockfile without a word, and the package then breaks on that platform only. So what
 * the installed manifests list is compared with what the lockfile holds. Reads files only; needs an install.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** @typedef {{ name: string, version: string, optionalDependencies?: Record<string, string> }} Manifest */

/**
 * The optional dependencies that are builds for one platform: named for an operating system and, mostly, a processor.
 *
 * @param {Manifest} manifest
 * @returns {string[]} `name@range`
 */
export function platformPackages({ optionalDependencies = {} }) {
  const platform =
    /(?:^|[-./_])(?:aix|android|darwin|freebsd|linux|linuxmusl|netbsd|openbsd|openharmony|sunos|wasm32|win32|windows)(?:$|[-./_])/
  return Object.entries(optionalDependencies)
    .filter(([name]) => platform.test(name))
    .map(([name, range]) => `${name}@${range}`)
}

/**
 * Every `name@version` that a lockfile holds.
 *
 * @param {string} lockfile text of pnpm-lock.yaml
 */
export function lockedPackages(lockfile) {
  const section = /^packages:\n([\s\S]*?)(?=^\S|(?![\s\S]))/m.exec(lockfile)?.[1] ?? ''
  return new Set([...section.matchAll(/^ {2}'?([^\s':]+)'?:$/gm)].map((match) => match[1] ?? ''))
}

/**
 * @param {Iterable<Manifest>} manifests
 * @param {Set<string>} locked
 * @returns {string[]} one line a gap
 */
export function findGaps(manifests, locked) {
  const names = new Set([...locked].map((entry) => entry.slice(0, entry.lastIndexOf('@'))))
  const gaps = []
  for (const manifest of manifests) {
    for (const wanted of platformPackages(manifest)) {
      const split = wanted.lastIndexOf('@')
      // A range other than one exact version can be met by any version that was locked.
      const isExact = /^\d/.test(wanted.slice(split + 1))
      if (isExact ? locked.has(wanted) : names.has(wanted.slice(0, split))) continue
      gaps.push(`${manifest.name}@${manifest.version} lists ${wanted}, which pnpm-lock.yaml lacks`)
    }
  }
  return [...new Set(gaps)].toSorted()
}

/**
 * @param {string} store the folder node_modules/.pnpm
 * @returns {Generator<Manifest>}
 */
function* installedManifests(store) {
  for (const entry of readdirSync(store)) {
    // name@version, with + for / and peers after _ or (: the package itself is in node_modules/name.
    const name = /^(@[^+]+\+[^@]+|[^@]+)@/.exec(entry)?.[1]?.replace('+', '/')
    if (name === undefined) continue
    yield JSON.parse(readFileSync(join(store, entry, 'node_modules', name, 'package.json'), 'utf8'))
  }
}

if (import.meta.main ?? process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const locked = lockedPackages(readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8'))
  const manifests = [...installedManifests(join(root, 'node_modules', '.pnpm'))]
  const native = manifests.filter((manifest) => platformPackages(manifest).length > 0)
  const gaps = findGaps(native, locked)
  if (native.length === 0)
    gaps.push('No installed package lists a platform: this check sees nothing')
  for (const gap of gaps) console.error(gap)
  if (gaps.length > 0) {
    console.error('Pin the newest version whose platforms are all there, then run pnpm install.')
    process.exitCode = 1
  } else {
    console.log(
      `${native.length} packages with native code have all their platforms in the lockfile`,
    )
  }
}
