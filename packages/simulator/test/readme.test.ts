import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { faultKinds } from '../src/index.ts'

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

test.each(Object.keys(faultKinds))('the README knows the fault %s', (kind) => {
  expect(README).toContain(`\`${kind}\``)
})
