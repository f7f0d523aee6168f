import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { resolveCodexHome } from '../../src/credentials/codex-home.ts'

test.each([
  ['the option', 'given', { CODEX_HOME: 'set' }, resolve('given')],
  ['the variable', undefined, { CODEX_HOME: 'set' }, resolve('set')],
  [
    'the home folder when the variable is empty',
    undefined,
    { CODEX_HOME: '' },
    join(homedir(), '.codex'),
  ],
  ['the home folder', undefined, {}, join(homedir(), '.codex')],
])('%s decides', (_, option, env, path) => {
  expect(resolveCodexHome(option, env)).toEqual({
    path,
    authFile: join(path, 'auth.json'),
    lockFile: join(path, 'via-codex.lock'),
  })
})
