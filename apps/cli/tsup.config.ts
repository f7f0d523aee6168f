import { readFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { dirname } from 'node:path'
import { defineConfig, type Options } from 'tsup'
import { fewFiles } from './few-files.ts'
import { overview } from './src/manual/overview.ts'

type Plugin = NonNullable<Options['esbuildPlugins']>[number]

/** Of undici few parts are used at a time; loading the rest takes longer than a whole prompt. */
const slimUndici: Plugin = {
  name: 'slim-undici',
  setup(build) {
    build.onResolve({ filter: /^undici$/ }, ({ resolveDir, importer }) => {
      const isProxied = importer.endsWith('open-proxied-agent.ts')
      const path = isProxied ? 'proxied' : 'direct'
      return { path, namespace: 'slim-undici', pluginData: resolveDir }
    })
    build.onLoad({ filter: /.*/, namespace: 'slim-undici' }, ({ path, pluginData }) => {
      const lib = 'undici/lib'
      const direct = `
        export { default as Agent } from '${lib}/dispatcher/agent.js'
        export { default as Pool } from '${lib}/dispatcher/pool.js'
        export { default as buildConnector } from '${lib}/core/connect.js'`
      const proxied = `
        export { default as EnvHttpProxyAgent } from '${lib}/dispatcher/env-http-proxy-agent.js'`
      return { contents: path === 'direct' ? direct : proxied, resolveDir: pluginData as string }
    })
  },
}

/** Modules of undici that are put into another, which asks for the original as `original`. */
const wrappers: readonly { filter: RegExp; contents: string }[] = [
  {
    // node:http2 takes 10 ms to load: it waits for the first connection that speaks it.
    filter: /\/client-h2\.js$/,
    contents: "module.exports = (...args) => require('original')(...args)",
  },
  {
    // Else V8 compiles the HTTP/1 parser a second time in the background, and the exit waits 50 ms for it.
    // Not earlier than the parser is loaded: built-in modules load slower once a flag has changed.
    filter: /\/llhttp(_simd)?-wasm\.js$/,
    contents: `
      process.getBuiltinModule('node:v8').setFlagsFromString('--wasm-tiering-budget=2000000000')
      module.exports = require('original')`,
  },
]

const wrapUndici: Plugin = {
  name: 'wrap-undici',
  setup(build) {
    for (const [index, { filter, contents }] of wrappers.entries()) {
      const namespace = `wrap-undici-${index}`
      build.onResolve({ filter }, async ({ path, resolveDir, kind, pluginData }) => {
        if (pluginData === 'original') return undefined
        const original = await build.resolve(path, { resolveDir, kind, pluginData: 'original' })
        return { path, namespace, pluginData: original.path }
      })
      build.onLoad({ filter: /.*/, namespace }, ({ pluginData }) => ({ contents, pluginData }))
      build.onResolve({ filter: /^original$/, namespace }, ({ pluginData }) => {
        return { path: pluginData as string }
      })
    }
  },
}

/**
 * Built-in modules are loaded at their first use. An `import` of one loads it at once and reads each of its
 * exports, some of which load more: 10 ms for node:fs, node:util and node:crypto.
 */
const lazyBuiltins: Plugin = {
  name: 'lazy-builtins',
  setup(build) {
    build.onResolve({ filter: /^[a-z]/ }, ({ path, kind }) => {
      if (!isBuiltin(path) || kind === 'entry-point') return undefined
      if (kind === 'dynamic-import') return { path, external: true }
      return { path, namespace: kind === 'require-call' ? 'builtin' : 'lazy-builtin' }
    })
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)})`,
    }))
    // The object that esbuild makes of a CommonJS module keeps its prototype: here, one that looks things up.
    // node:fs/promises brings watchers and readline along: node:fs does the same, but for what has no other form.
    build.onLoad({ filter: /^node:fs\/promises$/, namespace: 'lazy-builtin' }, () => ({
      contents: `
        const small = new Set(['readFile', 'lstat', 'stat', 'mkdir', 'rm', 'readlink'])
        const builtin = process.getBuiltinModule
        module.exports = Object.create(new Proxy({}, {
          get: (_, name) => small.has(name)
            ? builtin('node:util').promisify(builtin('node:fs')[name])
            : builtin('node:fs/promises')[name],
        }))`,
    }))
    build.onLoad({ filter: /.*/, namespace: 'lazy-builtin' }, ({ path }) => ({
      contents: `module.exports = Object.create(new Proxy({}, {
        get: (_, name) => process.getBuiltinModule(${JSON.stringify(path)})[name],
      }))`,
    }))
  },
}

/**
 * The SDK of MCP uses all of zod, core little of it. What a module gives is kept for whoever asks for most, so that
 * each prompt would load all of it: the SDK gets a zod of its own.
 */
const ownZod: Plugin = {
  name: 'own-zod',
  setup(build) {
    const namespace = 'own-zod'
    build.onResolve({ filter: /^(?:zod(?:\/|$)|\.)/ }, async (args) => {
      const { path, kind, resolveDir, importer, pluginData } = args
      const isEntry = path.startsWith('zod') && importer.includes('@modelcontextprotocol')
      if (pluginData === 'found' || !(isEntry || args.namespace === namespace)) return undefined
      const found = await build.resolve(path, { kind, resolveDir, pluginData: 'found' })
      return { path: found.path, namespace, sideEffects: found.sideEffects }
    })
    build.onLoad({ filter: /.*/, namespace }, async ({ path }) => ({
      contents: await readFile(path, 'utf8'),
      resolveDir: dirname(path),
    }))
  },
}

/** `--help` prints a text that is the same each time: it is made here, from files that need not be loaded then. */
const writtenOverview: Plugin = {
  name: 'written-overview',
  setup(build) {
    build.onLoad({ filter: /[/\\]manual[/\\]overview\.ts$/ }, () => ({
      contents: `export const overview = () => ${JSON.stringify(overview())}`,
    }))
  },
}

export default defineConfig({
  entry: ['src/index.ts'],
  format: ['esm'],
  platform: 'node',
  target: 'node22.19',
  splitting: true,
  clean: true,
  dts: false,
  // dist runs alone: everything is in it, and what a command does not need stays in files it does not load.
  noExternal: [/.*/],
  removeNodeProtocol: false,
  define: {
    // Node itself bundles undici so: without the parser it is trying out.
    esbuildDetection: 'true',
    // write-file-atomic asks for these, and CommonJS alone has them.
    __filename: 'import.meta.filename',
    __dirname: 'import.meta.dirname',
  },
  esbuildOptions(options) {
    options.conditions = ['@via-codex/source', 'module']
  },
  esbuildPlugins: [ownZod, slimUndici, wrapUndici, lazyBuiltins, writtenOverview],
  plugins: [fewFiles],
})
