import { expect, test } from 'vitest'
import { chooseStore, type StoreChoice } from '../../../src/credentials/stores/choose-store.ts'

type Facts = Parameters<typeof chooseStore>[0]

const everything = {
  config: { store: 'auto', secretAuthStorage: true },
  hasAuthFile: true,
  hasKeyringEntry: true,
} as const

const because = 'config.toml'
const table: [facts: Partial<Facts>, choice: StoreChoice | undefined][] = [
  // The option, before all else.
  [
    { option: 'file', variable: 'age', ...everything },
    { kind: 'file', because: 'option' },
  ],
  [
    { option: 'keyring', ...everything },
    { kind: 'keyring', because: 'option' },
  ],
  [
    { option: 'keyring', platform: 'win32' },
    { kind: 'keyring', because: 'option' },
  ],
  [{ option: 'age' }, { kind: 'age', because: 'option' }],
  [{ option: 'auto' }, undefined],
  [
    { option: 'auto', config: {} },
    { kind: 'auto', because: 'option' },
  ],
  [
    { option: 'auto', ...everything },
    { kind: 'auto', because: 'option', isEncrypted: true },
  ],
  [
    { option: 'auto', config: {}, platform: 'win32' },
    { kind: 'auto', because: 'option', isEncrypted: true },
  ],
  // The variable; an empty one is none.
  [
    { variable: 'keyring', ...everything },
    { kind: 'keyring', because: 'VIA_CODEX_STORE' },
  ],
  [{ variable: 'age' }, { kind: 'age', because: 'VIA_CODEX_STORE' }],
  [{ option: '', variable: '' }, undefined],
  // config.toml, as the Codex CLI reads it.
  [{ config: { store: 'file' } }, { kind: 'file', because }],
  [{ config: { store: 'file', secretAuthStorage: true } }, { kind: 'file', because }],
  [{ config: { store: 'keyring' } }, { kind: 'keyring', because }],
  [
    { config: { store: 'keyring' }, platform: 'darwin' },
    { kind: 'keyring', because },
  ],
  [
    { config: { store: 'keyring' }, platform: 'win32' },
    { kind: 'age', because },
  ],
  [
    { config: { store: 'keyring', secretAuthStorage: false }, platform: 'win32' },
    { kind: 'keyring', because },
  ],
  [{ config: { store: 'keyring', secretAuthStorage: true } }, { kind: 'age', because }],
  [{ config: { store: 'auto' } }, { kind: 'auto', because }],
  [
    { config: { store: 'auto' }, platform: 'win32' },
    { kind: 'auto', because, isEncrypted: true },
  ],
  [
    { config: { store: 'auto', secretAuthStorage: true } },
    { kind: 'auto', because, isEncrypted: true },
  ],
  // Wherever a login is; the keyring is asked last.
  [{ config: {} }, undefined],
  [{ config: { secretAuthStorage: true } }, undefined],
  [
    { config: {}, hasAuthFile: true },
    { kind: 'file', because: 'found' },
  ],
  [
    { config: {}, hasAuthFile: true, hasKeyringEntry: true },
    { kind: 'file', because: 'found' },
  ],
  [{ config: {}, hasAuthFile: false }, undefined],
  [
    { config: {}, hasAuthFile: false, hasKeyringEntry: true },
    { kind: 'keyring', because: 'found' },
  ],
  [
    { config: {}, hasAuthFile: false, hasKeyringEntry: false },
    { kind: 'file', because: 'default' },
  ],
]

test.each(table)('%j gives %j', (facts, choice) => {
  expect(chooseStore({ platform: 'linux', ...facts })).toEqual(choice)
})

test.each([
  [{ option: 'disk' }, 'store must be one of "file", "keyring", "auto", "age"'],
  [{ variable: 'disk' }, 'VIA_CODEX_STORE must be one of "file"'],
])('%j is a mistake', (facts, message) => {
  const choose = () => chooseStore({ platform: 'linux', ...facts })
  expect(choose).toThrow(TypeError)
  expect(choose).toThrow(message)
})

test('a login that the Codex CLI keeps to itself cannot be shared', () => {
  const config = { store: 'ephemeral' } as const
  expect(() => chooseStore({ platform: 'linux', config })).toThrow(
    expect.objectContaining({
      code: 'CREDENTIAL_NOT_FOUND',
      hint: expect.stringContaining('VIA_CODEX_STORE'),
    }),
  )
  expect(chooseStore({ platform: 'linux', config, option: 'file' })).toMatchObject({ kind: 'file' })
})
