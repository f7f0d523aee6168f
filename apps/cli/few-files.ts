import { copyFile, readFile, rm } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  rollup,
  type GetManualChunk,
  type ManualChunkMeta,
  type Plugin,
  type OutputPlugin,
} from 'rollup'
import type { Options } from 'tsup'

type TsupPlugin = NonNullable<Options['plugins']>[number]

/** What `--version` needs, what a prompt needs besides core, core, and undici: each becomes one file. */
const groups: readonly (readonly [name: string, begins: RegExp, holds?: RegExp])[] = [
  ['start', /^main-/],
  ['shell', /^(?:run-command|surroundings|prompt)-/],
  ['core', /^src-/, /\bcreateCodexClient\b/],
  ['undici', /^(?:agent|pool|connect)-/],
]

/**
 * Puts the many small files that esbuild splits a bundle into together, as far as a prompt loads them anyway: each
 * file costs half a millisecond to find, read and link.
 */
export const fewFiles: TsupPlugin = {
  name: 'few-files',
  async buildEnd({ writtenFiles }) {
    const files = writtenFiles.map(({ name }) => resolve(name))
    const input = files.find((file) => basename(file) === 'index.js')
    if (!input) throw new Error('The bundle has no index.js.')
    const begins = new Map<string, readonly string[]>()
    for (const [name, pattern, holds] of groups) {
      const found: string[] = []
      for (const file of files.filter((file) => pattern.test(basename(file)))) {
        if (!holds || holds.test(await readFile(file, 'utf8'))) found.push(file)
      }
      if (found.length === 0) throw new Error(`The bundle has no file for "${name}".`)
      begins.set(name, found)
    }
    const bundle = await rollup({
      input,
      external: (id) => isBuiltin(id) || id.startsWith('@napi-rs/'),
      treeshake: false,
      plugins: [filesBeside],
      onwarn(warning) {
        throw new Error(warning.message)
      },
    })
    await Promise.all(files.map((file) => rm(file)))
    await Promise.all(
      besides.map((name) => copyFile(pathOf(name), join(dirname(input), basename(name)))),
    )
    await bundle.write({
      dir: dirname(input),
      format: 'es',
      entryFileNames: 'index.js',
      // esbuild's names tell files apart already.
      chunkFileNames: '[name].js',
      hoistTransitiveImports: false,
      manualChunks: groupBy(begins),
      plugins: [compiledAtOnce],
    })
  },
}

/**
 * esbuild puts each CommonJS module into a method, which V8 compiles when it is called, every time: what Node keeps of
 * a file holds what was compiled before it ran. A function in parentheses is.
 */
const compiledAtOnce: OutputPlugin = {
  name: 'compiled-at-once',
  renderChunk(code, { name }) {
    if (name !== 'undici') return null
    const begun = code.replaceAll(
      /^(var \w+(?:\$\d+)? = __commonJS\(\{\n {2}"[^"\n]+")(\([^)]*\)) \{$/gm,
      '$1: (function $2 {',
    )
    const changed = begun.replaceAll(/^ {2}\}\n\}\);$/gm, '  })\n});')
    if (changed === code) throw new Error('No module of undici was found in its bundle.')
    // Throws where an end was taken for another's.
    this.parse(changed)
    return { code: changed, map: null }
  },
}

/** What a dependency reads at run time: it lies beside the bundle, which runs alone. */
const besides: readonly string[] = ['@resvg/resvg-wasm/index_bg.wasm']

const pathOf = (name: string) => fileURLToPath(import.meta.resolve(name))

const filesBeside: Plugin = {
  name: 'files-beside',
  resolveImportMeta: (property) =>
    property === 'resolve'
      ? "((name) => new URL(name.slice(name.lastIndexOf('/') + 1), import.meta.url).href)"
      : null,
}

/** Each file belongs to the first group whose files lead to it without a dynamic import. */
function groupBy(begins: ReadonlyMap<string, readonly string[]>): GetManualChunk {
  let groupOf: Map<string, string> | undefined
  return (id, meta) => (groupOf ??= walk(begins, meta)).get(id)
}

function walk(
  begins: ReadonlyMap<string, readonly string[]>,
  { getModuleInfo }: ManualChunkMeta,
): Map<string, string> {
  const groupOf = new Map<string, string>()
  const visit = (id: string, name: string) => {
    const module = getModuleInfo(id)
    if (!module || module.isExternal || groupOf.has(id)) return
    groupOf.set(id, name)
    for (const imported of module.importedIds) visit(imported, name)
  }
  for (const [name, ids] of begins) for (const id of ids) visit(id, name)
  return groupOf
}
