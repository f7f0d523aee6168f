import { expect, test } from 'vitest'
import { faultKinds } from '../../src/index.ts'
import { parseFault } from '../../src/faults/parse-fault.ts'

test('reads a name, a count and always', () => {
  expect(parseFault('hang')).toEqual({ kind: 'hang', times: 1 })
  expect(parseFault('server-error:3')).toEqual({ kind: 'server-error', times: 3 })
  expect(parseFault('drop:always')).toEqual({ kind: 'drop', times: Infinity })
})

test.each(Object.keys(faultKinds))('knows %s', (kind) => {
  expect(parseFault(kind)).toMatchObject({ kind })
})

test.each(['', 'nonsense', 'hang:0', 'hang:x'])('refuses %j', (text) => {
  expect(() => parseFault(text)).toThrow(TypeError)
})
