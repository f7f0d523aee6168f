import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commandNames } from '../src/command-names.ts'
import { loadCommand } from '../src/load-command.ts'
import { runInProcess } from './support/run-in-process.ts'

const scriptFor = async (shell: string) => (await runInProcess(['completion', shell])).stdout

/** What bash offers for the last of these words. */
async function offered(...words: string[]): Promise<string[]> {
  const script = `${await scriptFor('bash')}
COMP_WORDS=(via-codex "$@"); COMP_CWORD=$#
_via_codex
printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', ...words], {
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  return stdout.split('\n').filter(Boolean)
}

describe('completion', () => {
  it('offers the commands, the verbs, the options and their values in bash', async () => {
    expect(await offered('')).toEqual([...commandNames, 'help'])
    expect(await offered('do')).toEqual(['doctor'])
    expect(await offered('auth', '')).toEqual(['status', 'path', 'token', 'use', 'refresh'])
    expect(await offered('help', 'log')).toEqual(['logs', 'login', 'logout'])
    expect(await offered('a prompt', '--js')).toEqual(['--json'])
    expect(await offered('logout', '--f')).toEqual(['--force'])
    expect(await offered('models', '--store', 'a')).toEqual(['auto', 'age'])
    expect(await offered('--refresh', '')).toEqual(['own', 'never', 'delegate'])
  })

  it('offers the same after global options', async () => {
    expect(await offered('--codex-home', '/x', '--debug', 'do')).toEqual(['doctor'])
    expect(await offered('--profile', 'a', 'auth', 'r')).toEqual(['refresh'])
    expect(await offered('--debug', 'models', '--store', 'a')).toEqual(['auto', 'age'])
    expect(await offered('--debug', '--store', 'a')).toEqual(['auto', 'age'])
    expect(await offered('-u', 'do')).not.toContain('doctor')
  })

  it('counts them in zsh', async () => {
    const script = `_arguments() { print -r -- $words[1] $CURRENT }
_describe() { print -r -- commands $CURRENT }
compdef() { }
${await scriptFor('zsh')}
words=(via-codex "$@"); CURRENT=$#words
_via_codex`
    const counted = (...words: string[]) => {
      const { error, stdout } = spawnSync('zsh', ['-f', '-c', script, 'zsh', ...words], {
        encoding: 'utf8',
      })
      return error ? undefined : stdout.trim()
    }
    // A shell that is not here cannot judge.
    if (counted('') === undefined) return
    expect(counted('')).toBe('commands 2')
    expect(counted('auth', 'r')).toBe('auth 2')
    expect(counted('--codex-home', '/x', 'auth', 'r')).toBe('auth 2')
    expect(counted('--debug', 'do')).toBe('commands 3')
    expect(counted('--profile', 'a')).toBe('via-codex 3')
    expect(counted('-u', 'models')).toBe('via-codex 3')
  })

  it.for(['bash', 'zsh', 'fish'])(
    'is a script that %s can read, and names every option',
    async (shell) => {
      const script = await scriptFor(shell)
      for (const name of commandNames) {
        for (const option of Object.keys((await loadCommand(name)).manual.options)) {
          expect(script).toContain(shell === 'fish' ? `-l ${option} ` : `--${option}`)
        }
      }
      const file = join(homedir(), `completion.${shell}`)
      writeFileSync(file, script)
      const { error, stderr } = spawnSync(shell, ['-n', file], {
        encoding: 'utf8',
      })
      // A shell that is not here cannot judge.
      expect(error ? '' : stderr).toBe('')
    },
  )

  it.for([[], ['csh'], ['bash', 'x']])('refuses %j', async (args) => {
    const { exitCode, lines } = await runInProcess(['completion', ...args])
    expect(exitCode).toBe(2)
    expect(lines).toHaveLength(2)
  })
})

describe('every command', () => {
  it.for(commandNames)(
    '%s has a manual with words for all of it, and help that shows them',
    async (name) => {
      const { manual } = await loadCommand(name)
      expect(manual.examples.every((line) => line.includes('via-codex'))).toBe(true)
      const { stdout, exitCode } = await runInProcess([name, '--help'])
      expect(exitCode).toBe(0)
      expect(stdout).toBe((await runInProcess(['help', name])).stdout)
      for (const [option, { words, short }] of Object.entries(manual.options)) {
        expect(words).not.toBe('')
        expect(stdout).toContain(`${short ? `-${short}, ` : '    '}--${option}`)
      }
      for (const verb of Object.keys(manual.verbs ?? {}))
        expect(stdout).toMatch(new RegExp(`^  ${verb}\\b`, 'm'))
      for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(88)
    },
  )
})
