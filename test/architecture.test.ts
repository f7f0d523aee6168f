/**
 * The house's two tables, as data: which room may import which, which package may import which. When one goes red, it is
 * mostly the import that is wrong; when it is the table, change it here and in docs/architecture.md in the same change.
 */
import { describe, expect, it } from 'vitest'

import {
  listPackages,
  parseSource,
  readSources,
  resolveRelative,
  type SourceFile,
} from './support/source-files.ts'

/** Rooms of packages/core/src, and the two files beside them. `types` may be imported as types only. */
const rooms: Record<string, { imports: string[]; types?: string[] }> = {
  foundation: { imports: [] },
  protocol: { imports: [] },
  errors: { imports: [], types: ['protocol'] },
  transport: { imports: ['errors', 'foundation'] },
  events: { imports: ['errors', 'protocol'] },
  oauth: { imports: ['errors', 'foundation', 'protocol', 'transport'] },
  dialect: { imports: ['errors', 'events', 'protocol'] },
  credentials: { imports: ['errors', 'foundation', 'oauth', 'protocol', 'version.ts'] },
  client: {
    imports: [
      'credentials',
      'dialect',
      'errors',
      'events',
      'foundation',
      'protocol',
      'transport',
      'version.ts',
    ],
  },
  'sign-in': {
    imports: ['client', 'credentials', 'errors', 'foundation', 'oauth', 'protocol', 'transport'],
  },
  agent: { imports: ['client', 'errors', 'events', 'foundation', 'protocol'] },
  fetch: {
    imports: ['client', 'dialect', 'errors', 'foundation', 'protocol'],
    types: ['transport'],
  },
  'version.ts': { imports: [] },
  'index.ts': {
    imports: [
      'agent',
      'client',
      'credentials',
      'errors',
      'events',
      'fetch',
      'protocol',
      'sign-in',
      'version.ts',
    ],
    types: ['foundation', 'oauth', 'transport'],
  },
}

/** The file that puts a credential together may also import what it hands to the others. */
const wiring: Record<string, string[]> = {
  'packages/core/src/client/session.ts': ['oauth'],
  'packages/core/src/client/siwc-session.ts': ['oauth'],
}

/** Packages of this workspace that the source of each may import, by their front doors. */
const packages: Record<string, string[]> = {
  '@via-codex/core': [],
  '@via-codex/simulator': [],
  '@via-codex/ai-sdk': ['@via-codex/core'],
  '@via-codex/langchain': ['@via-codex/core'],
  '@via-codex/gateway': ['@via-codex/core'],
  'via-codex': ['@via-codex/core', '@via-codex/gateway', '@via-codex/simulator'],
}

const mayUseConsole = /^(?:apps\/cli\/src\/|packages\/simulator\/src\/bin\.ts$)/
const mayUseProcessEnv =
  /^(?:apps\/cli\/src\/|packages\/simulator\/src\/bin\.ts$|packages\/core\/src\/(?:credentials\/codex-home|transport\/create-transport|client\/client-options)\.ts$)/
const longest = 300

const folders = listPackages()
const sources = folders.flatMap(({ folder }) => readSources(`${folder}/src`))
const tests = folders.flatMap(({ folder }) => readSources(`${folder}/test`))
const packageOf = (path: string) => folders.find(({ folder }) => path.startsWith(`${folder}/`))

describe('the walk', () => {
  it('sees every package and its front door', () => {
    expect(folders.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        '@via-codex/ai-sdk',
        '@via-codex/core',
        '@via-codex/langchain',
        '@via-codex/simulator',
        'via-codex',
      ]),
    )
    const paths = sources.map(({ path }) => path)
    expect(paths).toContain('packages/core/src/index.ts')
    expect(paths).toContain('packages/simulator/src/index.ts')
  })

  it('sees every kind of import, and what a file reaches for', () => {
    const file = parseSource(
      'x.ts',
      `import a from './a.ts'
       import type { B } from './b.ts'
       import { type C } from './c.ts'
       import './d.ts'
       export { e } from './e.ts'
       export type { F } from './f.ts'
       export * from './g.ts'
       const h = () => import('./h.ts')
       type I = import('./i.ts').I
       console.log(process.env['X'])`,
    )
    const seen = file.imports.map(({ specifier, isTypeOnly }) => `${specifier} ${isTypeOnly}`)
    expect(seen).toEqual([
      './a.ts false',
      './b.ts true',
      './c.ts true',
      './d.ts false',
      './e.ts false',
      './f.ts true',
      './g.ts false',
      './h.ts false',
      './i.ts true',
    ])
    expect(file).toMatchObject({ usesConsole: true, usesProcessEnv: true, hasTopLevelAwait: false })
    expect(parseSource('y.ts', 'await 1')).toMatchObject({ hasTopLevelAwait: true })
    expect(parseSource('z.ts', 'globalThis.process.env.X')).toMatchObject({ usesProcessEnv: true })
    expect(parseSource('z.ts', "import { env } from 'node:process'")).toMatchObject({
      usesProcessEnv: true,
    })
    expect(parseSource('z.ts', 'async () => { await 1 }')).toMatchObject({
      hasTopLevelAwait: false,
    })
    expect(() => parseSource('broken.ts', 'import {')).toThrow('broken.ts')
  })
})

describe('rooms of core', () => {
  const core = 'packages/core/src/'
  const files = sources.filter(({ path }) => path.startsWith(core))
  const roomOf = (path: string) => path.slice(core.length).split('/')[0] ?? ''

  it('are all on the table', () => {
    const unknown = files.map(({ path }) => path).filter((path) => !(roomOf(path) in rooms))
    expect(unknown).toEqual([])
  })

  it('import only the rooms they may', () => {
    const wrong = files.flatMap(({ path, imports }) => {
      const room = roomOf(path)
      const { imports: allowed = [], types = [] } = rooms[room] ?? {}
      return imports
        .filter(({ specifier }) => specifier.startsWith('.'))
        .filter(({ specifier, isTypeOnly }) => {
          const target = roomOf(resolveRelative(path, specifier))
          return !(
            target === room ||
            allowed.includes(target) ||
            wiring[path]?.includes(target) ||
            (isTypeOnly && types.includes(target))
          )
        })
        .map(({ specifier }) => `${path} imports ${specifier}`)
    })
    expect(wrong).toEqual([])
  })
})

describe('packages', () => {
  it('are all on the table', () => {
    expect(folders.map(({ name }) => name).filter((name) => !(name in packages))).toEqual([])
  })

  it('import only the packages they may', () => {
    const wrong = sources.flatMap(({ path, imports }) => {
      const allowed = packages[packageOf(path)?.name ?? ''] ?? []
      return imports
        .filter(({ specifier }) => ownPackage(specifier) !== undefined)
        .filter(({ specifier }) => !allowed.includes(ownPackage(specifier) ?? ''))
        .map(({ specifier }) => `${path} imports ${specifier}`)
    })
    expect(wrong).toEqual([])
  })

  it('are entered by the front door only', () => {
    const wrong = [...sources, ...tests].flatMap(({ path, imports }) =>
      imports
        .filter(({ specifier }) => (ownPackage(specifier) ?? specifier) !== specifier)
        .map(({ specifier }) => `${path} imports ${specifier}`),
    )
    expect(wrong).toEqual([])
  })

  it('do not reach into each other by relative paths', () => {
    const wrong = [...sources, ...tests].flatMap(({ path, imports }) =>
      imports
        .filter(({ specifier }) => specifier.startsWith('.'))
        .map(({ specifier }) => resolveRelative(path, specifier))
        .filter((target) => !target.startsWith(`${packageOf(path)?.folder}/`))
        .filter(
          (target) => sources.some((file) => file.path === path) || !target.startsWith('tools/'),
        )
        .map((target) => `${path} imports ${target}`),
    )
    expect(wrong).toEqual([])
  })

  /** The package of this workspace that a specifier names, if it is one. */
  function ownPackage(specifier: string): string | undefined {
    return Object.keys(packages).find(
      (name) => specifier === name || specifier.startsWith(`${name}/`),
    )
  }
})

describe('files', () => {
  it('import each other in no circle, types included', () => {
    expect(findCircles(sources)).toEqual([])
  })

  it('would be caught in a circle', () => {
    const file = (name: string, text: string) => parseSource(`packages/x/src/${name}.ts`, text)
    expect(
      findCircles([
        file('a', "import type { B } from './b.ts'"),
        file('b', "export { c } from './c.ts'"),
        file('c', "export const c = () => import('./a.ts')"),
        file('d', "import './a.ts'"),
      ]),
    ).toEqual(['a → b → c → a'.replaceAll(/\w/g, (name) => `packages/x/src/${name}.ts`)])
  })

  it('leave console to the command line', () => {
    expect(pathsOf((file) => file.usesConsole && !mayUseConsole.test(file.path))).toEqual([])
  })

  it('leave process.env to the files that are named for it', () => {
    expect(pathsOf((file) => file.usesProcessEnv && !mayUseProcessEnv.test(file.path))).toEqual([])
  })

  it('await nothing at the top level of a library, so that require() can load it', () => {
    expect(
      pathsOf(
        (file) =>
          file.hasTopLevelAwait &&
          file.path.startsWith('packages/') &&
          !file.path.endsWith('/bin.ts'),
      ),
    ).toEqual([])
  })

  it(`are at most ${longest} lines long`, () => {
    const long = sources.filter(({ lines }) => lines > longest)
    expect(long.map(({ path, lines }) => `${path}: ${lines}`)).toEqual([])
  })

  it('export by name: no `export *`, no inner barrels', () => {
    const stars = pathsOf(({ statements }) =>
      statements.some(({ type }) => type === 'ExportAllDeclaration'),
    )
    const inner = pathsOf(({ path }) => /\/src\/.+\/index\.ts$/.test(path))
    expect([...stars, ...inner]).toEqual([])
  })

  it('make front doors that are lists of names from elsewhere', () => {
    const doors = sources.filter(({ path }) => /^packages\/[^/]+\/src\/index\.ts$/.test(path))
    const other = doors.flatMap(({ path, statements }) =>
      statements
        .filter((node) => node.type !== 'ExportNamedDeclaration' || node['declaration'])
        .map(({ type }) => `${path}: ${type}`),
    )
    expect(other).toEqual([])
  })
})

function pathsOf(isWanted: (file: SourceFile) => boolean): string[] {
  return sources.filter(isWanted).map(({ path }) => path)
}

/** Each circle once, as `a → b → a`, beginning with the file that comes first by name. */
function findCircles(files: SourceFile[]): string[] {
  const known = new Map(files.map((file) => [file.path, file]))
  const done = new Set<string>()
  const circles = new Set<string>()

  const visit = (path: string, trail: string[]): void => {
    const start = trail.indexOf(path)
    if (start !== -1) {
      const circle = trail.slice(start)
      const first = circle.indexOf(circle.toSorted()[0] ?? '')
      const turned = [...circle.slice(first), ...circle.slice(0, first)]
      circles.add([...turned, turned[0]].join(' → '))
      return
    }
    if (done.has(path)) return
    for (const { specifier } of known.get(path)?.imports ?? []) {
      const target = specifier.startsWith('.') ? resolveRelative(path, specifier) : ''
      if (known.has(target)) visit(target, [...trail, path])
    }
    done.add(path)
  }

  for (const { path } of files) visit(path, [])
  return [...circles].toSorted()
}
