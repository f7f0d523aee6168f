import { expect, test } from 'vitest'
import {
  resolveCredentialSource,
  type CredentialOption,
} from '../../src/credentials/credential-source.ts'

const everything = {
  CODEX_API_KEY: 'sk-fake-codex',
  CODEX_ACCESS_TOKEN: 'at-fake',
  OPENAI_API_KEY: 'sk-fake-openai',
}
const give = async () => ({ accessToken: 'fake' })

test.each<
  [
    about: string,
    options: { credential?: CredentialOption; hasStore?: boolean },
    env: NodeJS.ProcessEnv,
    kind: string | undefined,
    because?: string,
  ]
>([
  [
    'a function beats all',
    { credential: give, hasStore: true },
    everything,
    'custom',
    'the credential option',
  ],
  [
    'a key in code beats all',
    { credential: { apiKey: 'sk-fake' }, hasStore: true },
    everything,
    'apiKey',
    'the credential option',
  ],
  [
    'a named variable beats the others',
    { credential: { env: 'OPENAI_API_KEY' } },
    everything,
    'apiKey',
    'OPENAI_API_KEY',
  ],
  [
    'a named variable that is not set is nothing else',
    { credential: { env: 'MISSING' } },
    everything,
    undefined,
  ],
  [
    'a named variable that is blank is not set',
    { credential: { env: 'BLANK' } },
    { BLANK: ' ' },
    undefined,
  ],
  [
    'a store in code beats the environment',
    { hasStore: true },
    everything,
    'store',
    'the store option',
  ],
  ['CODEX_API_KEY beats what is stored', {}, everything, 'apiKey', 'CODEX_API_KEY'],
  [
    'CODEX_ACCESS_TOKEN beats what is stored',
    {},
    { CODEX_ACCESS_TOKEN: 'at-fake' },
    'accessToken',
    'CODEX_ACCESS_TOKEN',
  ],
  [
    'blank variables do not count',
    {},
    { CODEX_API_KEY: ' ', CODEX_ACCESS_TOKEN: '' },
    'store',
    'no other credential is set',
  ],
  [
    'OPENAI_API_KEY does not count unless named',
    {},
    { OPENAI_API_KEY: 'sk-fake' },
    'store',
    'no other credential is set',
  ],
  ['nothing set', {}, {}, 'store', 'no other credential is set'],
])('%s', (_, { credential, hasStore = false }, env, kind, because) => {
  const source = resolveCredentialSource({ credential, hasStore }, env)
  expect(source && { kind: source.kind, because: source.because }).toEqual(
    kind && { kind, because },
  )
})

test('a variable is trimmed', () => {
  const source = resolveCredentialSource({ hasStore: false }, { CODEX_API_KEY: ' sk-fake\n' })
  expect(source).toMatchObject({ apiKey: 'sk-fake' })
})
