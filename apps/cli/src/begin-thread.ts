import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import { Worker } from 'node:worker_threads'

// The module is named by its address, wherever the bundler has put it.
const begin = `
  const { compileCache, address, begins } = require('node:worker_threads').workerData
  if (compileCache) require('node:module').enableCompileCache(compileCache)
  import(address).then((module) => module[begins]())`

/** What a thread does: a function that a module exports, and what it is given as `workerData`. */
export interface ThreadWork {
  /** Of the module. */
  readonly address: string
  /** The name of the function. */
  readonly begins: string
  readonly data: Readonly<Record<string, string>>
}

/** Begins a thread, which keeps what it compiles where this program does, and prints nothing by itself. */
export function beginThread({ address, begins, data }: ThreadWork): Worker {
  const folder = getCompileCacheDir()
  // What Node names is the folder of its own version, within the one it was given.
  const compileCache = folder && dirname(folder)
  return new Worker(begin, {
    eval: true,
    workerData: { ...data, address, begins, compileCache },
    stdout: true,
    stderr: true,
  })
}
