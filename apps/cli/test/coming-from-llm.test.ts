import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isCommandName } from '../src/command-names.ts'
import { loadCommand } from '../src/load-command.ts'
import { parsePromptArguments } from '../src/prompt/parse-prompt-arguments.ts'
import { spellings } from '../src/prompt/respell.ts'

const page = readFileSync(new URL('../../../docs/coming-from-llm.md', import.meta.url), 'utf8')

/** Rows of the page: the command, what llm takes, what is said of it. */
const rows = page.split(/^## /m).flatMap((section) => {
  const [title = ''] = section.split('\n', 1)
  const command = /^llm (\w+)$/.exec(title)?.[1]
  if (command === undefined) return []
  return [...section.matchAll(/^\| (`.*?) \| (.*) \|$/gm)].map(([, cell = '', here = '']) => ({
    command,
    words: [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word),
    here,
  }))
})

describe('what docs/coming-from-llm.md says is the same', () => {
  const same = rows.filter(({ here }) => here.startsWith('the same'))

  it('is most of it, and every row says something', () => {
    expect(same.length).toBeGreaterThan(40)
    expect(rows.filter(({ here }) => !/^(?:the same|no: |`)/.test(here))).toEqual([])
  })

  it.each(same)('$command $words', async ({ command, words }) => {
    if (!isCommandName(command)) throw new Error(`no command ${command}`)
    const { options, verbs = {} } = (await loadCommand(command)).manual
    const shorts = Object.values(options).map(({ short }) => `-${short}`)
    const known = [
      ...Object.keys(verbs),
      ...Object.keys(options).map((name) => `--${name}`),
      ...shorts,
      ...(command === 'prompt' || command === 'chat'
        ? [...spellings.keys()].map((name) => `--${name}`)
        : []),
      // The verbs of a verb are tested with it.
      ...(command === 'models'
        ? ['list', 'show', 'set', 'clear'].map((verb) => `options ${verb}`)
        : []),
    ]
    expect(known).toEqual(expect.arrayContaining(words))
  })

  it('does not list as missing what is there', async () => {
    for (const { command, words, here } of rows) {
      if (!isCommandName(command) || !here.startsWith('no: ')) continue
      const { options, verbs = {} } = (await loadCommand(command)).manual
      const names = [...Object.keys(verbs), ...Object.keys(options).map((name) => `--${name}`)]
      expect(names.filter((name) => words.includes(name))).toEqual([])
    }
  })
})

describe('the long names of llm', () => {
  it('are taken', () => {
    const line =
      'x --system-fragment=a --attachment-type p text/plain --extract-last --conversation c'
    expect(parsePromptArguments(line.split(' '))).toMatchObject({
      settings: { sf: ['a'], xl: true, cid: 'c' },
      attachments: [{ source: 'p', type: 'text/plain' }],
      words: ['x'],
    })
  })

  it('are words after --', () => {
    expect(parsePromptArguments(['--', '--extract-last']).words).toEqual(['--extract-last'])
  })
})
