#!/usr/bin/env node
import module from 'node:module'

// Before anything else is loaded: what is compiled once is then kept.
module.enableCompileCache?.()
const [{ main }, { processSurroundings }] = await Promise.all([
  import('./main.ts'),
  import('./surroundings.ts'),
])
process.exitCode = await main(process.argv.slice(2), processSurroundings)
