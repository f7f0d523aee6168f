#!/usr/bin/env node
import { ownCompileCache } from './own-compile-cache.ts'

// Built-in modules by `getBuiltinModule` here and on the way to --help: an `import` of one costs milliseconds.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 19)) {
  console.error(`error: via-codex needs Node 22.19 or newer; this is ${process.versions.node}.`)
  console.error('hint: Install a newer Node from https://nodejs.org.')
  process.exitCode = 1
} else {
  // Before anything else is loaded: what is compiled once is then kept.
  process.getBuiltinModule('node:module').enableCompileCache(ownCompileCache())
  const { main } = await import('./main.ts')
  process.exitCode = await main(process.argv.slice(2))
}
