/**
 * What some tests need and a bare Debian lacks: for keyrings a Secret Service and a tool to look into it, for signing in a
 * browser. Only where they can be had without asking: as root, with apt. Elsewhere those tests are skipped.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** @type {Record<string, string>} The program that stands for each package. */
const programs = {
  chromium: 'chromium',
  dbus: 'dbus-daemon',
  'gnome-keyring': 'gnome-keyring-daemon',
  'libsecret-tools': 'secret-tool',
}

const aptGet = '/usr/bin/apt-get'

/**
 * The packages whose program is in none of the folders.
 *
 * @param {string} path as in `PATH`
 */
export function missingDebianPackages(path) {
  const folders = path.split(delimiter)
  return Object.entries(programs)
    .filter(([, program]) => !folders.some((folder) => existsSync(join(folder, program))))
    .map(([name]) => name)
}

/** Installs what is missing, without a word unless that fails; never keeps the work from going on. */
export function installDebianPackages() {
  const missing = missingDebianPackages(process.env['PATH'] ?? '')
  const mayInstall = process.getuid?.() === 0 && existsSync(aptGet)
  if (missing.length === 0 || !mayInstall) return
  process.stderr.write(`via-codex: installing ${missing.join(', ')}…\n`)
  // The lists of packages may be there already, and fetching them takes longer than all the rest.
  if (install(missing) || (update() && install(missing))) return
  // One that cannot be had must not keep the others away.
  if (missing.filter((name) => !install([name])).length === 0) return
  process.stderr.write('via-codex: that failed; the tests that need them are skipped.\n')
}

/** @param {string[]} names */
function install(names) {
  return runApt(['install', '--yes', '--no-install-recommends', ...names])
}

function update() {
  return runApt(['update'])
}

/** @param {string[]} args */
function runApt(args) {
  const { status } = spawnSync(aptGet, ['--quiet', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: 'ignore',
    timeout: 180_000,
  })
  return status === 0
}
