/**
 * Run inside `npm exec`: prints, on one line, which Node this is and which folder npm put the fetched commands in.
 */
import { delimiter, join } from 'node:path'
import { existsSync } from 'node:fs'

const folders = (process.env['PATH'] ?? process.env['Path'] ?? '').split(delimiter)
const bin = folders.filter((folder) => folder.includes('_npx') && existsSync(join(folder, 'pnpm')))
console.log(JSON.stringify({ node: process.execPath, bin: bin.slice(0, 1) }))
