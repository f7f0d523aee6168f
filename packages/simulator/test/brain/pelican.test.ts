import { expect, test } from 'vitest'
import { plainPelican } from '../../src/brain/pelican/plain-pelican.ts'
import { richPelican } from '../../src/brain/pelican/rich-pelican.ts'

/** The names of the elements still open at the end; throws where a tag closes another. */
function openElements(xml: string): string[] {
  const open: string[] = []
  for (const [, slash, name = '', rest = ''] of xml.matchAll(/<(\/?)([\w]+)([^<>]*)>/gu)) {
    if (slash) {
      if (open.pop() !== name) throw new Error(`</${name}> closes another element`)
    } else if (!rest.endsWith('/')) open.push(name)
  }
  return open
}

test.each([
  ['plain', plainPelican()],
  ['rich', richPelican()],
])('the %s drawing is well-formed and complete', (_name, svg) => {
  expect(openElements(svg)).toEqual([])
  expect(svg.replaceAll(/<[^<>]*>/gu, '')).not.toMatch(/[<>&]/u)
  expect(svg).not.toMatch(/NaN|undefined/u)
  const ids = [...svg.matchAll(/ id="([^"]+)"/gu)].map(([, id]) => id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const [, id] of svg.matchAll(/url\(#([^)]+)\)/gu)) expect(ids).toContain(id)
})
