import { describe, expect, it } from 'vitest'

import { findGaps, lockedPackages, platformPackages } from '../scripts/check-lockfile.mjs'

const lockfile = `lockfileVersion: '9.0'

importers:

  .:
    devDependencies:
      tool:
        specifier: 1.0.0
        version: 1.0.0

packages:

  '@tool/linux-x64@1.0.0':
    resolution: {integrity: sha512-x==}
    os: [linux]

  tool@1.0.0:
    resolution: {integrity: sha512-y==}

snapshots:

  '@tool/darwin-arm64@1.0.0': {}
`

describe('check-lockfile', () => {
  it('reads the packages section and nothing else', () => {
    expect(lockedPackages(lockfile)).toEqual(new Set(['@tool/linux-x64@1.0.0', 'tool@1.0.0']))
  })

  it('knows builds for a platform by their names', () => {
    const optionalDependencies = {
      '@tool/linux-x64': '1.0.0',
      '@rollup/rollup-win32-arm64-msvc': '1.0.0',
      'tool-darwin-arm64': '1.0.0',
      '@typescript/native_freebsd': '1.0.0',
      fsevents: '~2.3.3',
      'linuxish-thing': '1.0.0',
    }
    expect(platformPackages({ name: 'tool', version: '1.0.0', optionalDependencies })).toEqual([
      '@tool/linux-x64@1.0.0',
      '@rollup/rollup-win32-arm64-msvc@1.0.0',
      'tool-darwin-arm64@1.0.0',
      '@typescript/native_freebsd@1.0.0',
    ])
  })

  it('names each platform that the lockfile lacks', () => {
    const tool = (range: string) => ({
      name: 'tool',
      version: '1.0.0',
      optionalDependencies: { '@tool/linux-x64': range, '@tool/darwin-arm64': range },
    })
    const gap = (range: string) =>
      `tool@1.0.0 lists @tool/darwin-arm64@${range}, which pnpm-lock.yaml lacks`
    expect(findGaps([tool('1.0.0')], lockedPackages(lockfile))).toEqual([gap('1.0.0')])
    expect(findGaps([tool('^1.0.0')], lockedPackages(lockfile))).toEqual([gap('^1.0.0')])
    expect(findGaps([tool('2.0.0')], lockedPackages(lockfile))).toHaveLength(2)
  })
})
