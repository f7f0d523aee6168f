import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FunctionCallItem, InputItem, ResponseItem } from '@via-codex/core'
import { afterAll, describe, expect, it } from 'vitest'
import { isCommandName } from '../src/command-names.ts'
import { loadCommand } from '../src/load-command.ts'
import { contentId } from '../src/log/content-id.ts'
import { loadHistory } from '../src/log/load-history.ts'
import { openLog, withLog } from '../src/log/open-log.ts'
import { transact } from '../src/log/transact.ts'
import type { Turn } from '../src/log/turn.ts'
import {
  appendText,
  beginResponse,
  settleResponse,
  type SettledStatus,
} from '../src/log/write-response.ts'
import { formatMarkdown, type MarkdownOptions } from '../src/logs/format-markdown.ts'
import type { Entry } from '../src/logs/entry.ts'
import { schemaData, type DataOptions } from '../src/logs/schema-data.ts'
import { runInProcess } from './support/run-in-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'via-codex-logs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const at = new Date(2026, 10, 20, 10, 0, 5)
const conversationId = '11111111-aaaa-4aaa-8aaa-aaaaaaaaaaaa'
const user = (content: string): InputItem => ({ type: 'message', role: 'user', content })
const call: FunctionCallItem = {
  type: 'function_call',
  call_id: 'c1',
  name: 'weather',
  arguments: '{"city":"Bern"}',
}
const output: InputItem = { type: 'function_call_output', call_id: 'c1', output: 'sunny' }

interface Kept extends Partial<Turn> {
  text?: string
  items?: InputItem[]
  output?: ResponseItem[]
  status?: SettledStatus
  account?: string
}

/** Makes a log of these turns. @returns its path */
function makeLog(name: string, ...turns: Kept[]): string {
  const path = join(folder, `${name}.db`)
  withLog(path, (database) =>
    transact(database, () => {
      for (const { text = '', output: items = [], status = 'done', account, ...turn } of turns) {
        const prompt = turn.prompt ?? 'Why?'
        const asked = { conversationId, model: 'gpt-5.5', items: [user(prompt)], ...turn, prompt }
        const id = beginResponse(database, asked, at)
        appendText(database, id, text)
        settleResponse(database, id, { status, items, account, usage }, at)
      }
    }),
  )
  return path
}

const usage = { input_tokens: 3, output_tokens: 4, total_tokens: 7 }

describe('the history of a conversation', () => {
  const said = (text: string): ResponseItem => ({
    type: 'message',
    role: 'assistant',
    content: [{ type: 'output_text', text }],
  })
  const thought: ResponseItem = { type: 'reasoning', summary: [], encrypted_content: 'x' }
  const a = { accountId: 'a' }

  it.for<[name: string, turns: Kept[], items: object[]]>([
    [
      'whole answers',
      [
        { output: [thought, said('one')], account: 'a' },
        { prompt: 'And?', output: [said('two')] },
      ],
      [
        { item: user('Why?') },
        { item: thought, ...a },
        { item: said('one'), ...a },
        { item: user('And?') },
        { item: said('two') },
      ],
    ],
    [
      'an answer that broke off, without its reasoning',
      [{ status: 'interrupted', text: 'on', output: [thought], account: 'a' }],
      [{ item: user('Why?') }, { item: said('on') }],
    ],
    ['an answer of which nothing came', [{ status: 'failed' }], []],
    [
      'a call and what came of it',
      [{ output: [call] }, { items: [output], output: [said('sunny')] }],
      [{ item: user('Why?') }, { item: call }, { item: output }, { item: said('sunny') }],
    ],
    [
      'a call that nothing came of, which is told so',
      [{ output: [call] }, { prompt: 'Well?', output: [said('no')] }],
      [
        { item: user('Why?') },
        { item: call },
        { item: { ...output, output: expect.stringMatching(/^Error: .*ended/) } },
        { item: user('Well?') },
        { item: said('no') },
      ],
    ],
    [
      'the output of a call that broke off',
      [{ items: [user('Why?'), output], output: [said('?')] }],
      [{ item: user('Why?') }, { item: said('?') }],
    ],
  ])('with %s', ([name, turns, items]) => {
    const history = withLog(makeLog(name, ...turns), (database) =>
      loadHistory(database, conversationId),
    )
    expect(history?.saved).toEqual({ version: 1, id: conversationId, items })
  })

  it('keeps the last model, and the system prompt with its fragments', () => {
    const fragments = [{ content: 'You know birds.', place: 'system', source: 'b.txt' } as const]
    const path = makeLog('system', {}, { model: 'gpt-6-sol', system: 'Be brief.', fragments })
    using database = openLog(path)
    expect(loadHistory(database, conversationId)).toMatchObject({
      model: 'gpt-6-sol',
      system: 'You know birds.\n\nBe brief.',
    })
    expect(loadHistory(database, 'nobody')).toBeUndefined()
  })
})

describe('formatMarkdown', () => {
  const entry: Entry = {
    id: 7,
    conversationId,
    conversationName: 'Why?',
    status: 'done',
    model: 'gpt-5.5',
    prompt: 'Why?',
    system: undefined,
    options: {},
    schemaId: undefined,
    text: 'Because.\n',
    usage,
    error: undefined,
    startedAt: at,
    endedAt: at,
    account: undefined,
    requestItems: [],
    outputItems: [],
    attachments: [],
    fragments: [],
    schema: undefined,
    tools: [],
    toolCalls: [],
  }
  const head = `# 2026-11-20T10:00:05    conversation: ${conversationId} id: 7`

  it.for<[name: string, entries: Partial<Entry>[], options: MarkdownOptions, text: string]>([
    [
      'the least',
      [{}],
      {},
      `${head}\n\nModel: **gpt-5.5**\n\n## Prompt\n\nWhy?\n\n## Response\n\nBecause.`,
    ],
    [
      'once what stays the same',
      [{ system: 'Be brief.' }, { system: 'Be brief.', id: 8, prompt: 'And?' }],
      {},
      `${head}\n\nModel: **gpt-5.5**\n\n## System\n\nBe brief.\n\n## Prompt\n\nWhy?\n\n## Response\n\nBecause.\n\n` +
        `${head.replace('id: 7', 'id: 8')}\n\n## Prompt\n\nAnd?\n\n## Response\n\nBecause.`,
    ],
    [
      'how it ended and what it took',
      [{ status: 'failed', error: 'RESPONSE_FAILED', text: '' }],
      { withUsage: true },
      `${head}\n\nModel: **gpt-5.5**\n\n## Prompt\n\nWhy?\n\n**failed**: RESPONSE_FAILED\n\n` +
        '## Token usage\n\n3 in (0 cached), 4 out (0 reasoning), 7 total',
    ],
    [
      'what belongs to it',
      [
        {
          text: '',
          options: { verbosity: 'low' },
          attachments: [
            { id: 'f'.repeat(64), type: 'image/png', source: 'a.png', sizeBytes: 2048 },
            { id: 'e'.repeat(64), type: 'image/png', source: undefined, sizeBytes: undefined },
          ],
          fragments: [
            {
              id: 'd'.repeat(64),
              place: 'prompt',
              source: 'b.txt',
              aliases: [],
              content: 'x\n```\n',
            },
          ],
          schema: { type: 'object' },
          tools: ['weather'],
          toolCalls: [{ callId: 'c1', name: 'weather', arguments: '{}', output: 'sunny' }],
        },
      ],
      { expand: true },
      [
        `${head}\n\nModel: **gpt-5.5**`,
        '## Options\n\n- verbosity: low',
        '## Prompt\n\nWhy?',
        '## Prompt fragments\n\n- b.txt (dddddddddddd)\n\n  ````\n  x\n  ```\n  ````',
        '## Attachments\n\n- a.png (image/png, 2 KiB)\n- eeeeeeeeeeee (image/png)',
        '## Schema\n\n```json\n{\n  "type": "object"\n}\n```',
        '## Tools\n\n- weather',
        '## Tool calls\n\n- weather: `{}`\n\n  ```\n  sunny\n  ```',
      ].join('\n\n'),
    ],
  ])('tells %s', ([, entries, options, text]) => {
    expect(
      formatMarkdown(
        entries.map((one) => ({ ...entry, ...one })),
        options,
      ),
    ).toBe(text)
  })
})

describe('schemaData', () => {
  const answer = (text: string) => ({ id: 7, conversationId, text })
  const ids = { response_id: 7, conversation_id: conversationId }

  it.for<[texts: string[], options: DataOptions, data: unknown[]]>([
    [['{"a":1}', '{"a":2}'], {}, [{ a: 1 }, { a: 2 }]],
    [['{"a":1', 'no JSON', '3'], {}, [3]],
    [['{"items":[{"a":1},{"a":2}]}'], { key: 'items' }, [{ a: 1 }, { a: 2 }]],
    [['{"items":4}', '{"b":1}', '[1]'], { key: 'items' }, [4]],
    [['{"items":[{"a":1},2]}'], { key: 'items', withIds: true }, [{ a: 1, ...ids }, 2]],
    [['{"a":1}'], { withIds: true }, [{ a: 1, ...ids }]],
  ])('%j with %j', ([texts, options, data]) => {
    expect(schemaData(texts.map(answer), options)).toEqual(data)
  })
})

describe('via-codex logs', () => {
  const path = makeLog(
    'listed',
    { prompt: 'One?', text: 'first\n```sh\necho 1\n```\n~~~\n2\n~~~\n' },
    {
      prompt: `Two?${' long'.repeat(50)}`,
      text: '{"name":"Ada"}',
      schema: { type: 'object' },
      fragments: [{ content: 'about gardens', place: 'prompt' }],
      output: [call],
    },
    { prompt: 'Three?', text: 'sunny', items: [output], conversationId: '22222222', system: 'Be.' },
  )
  const logs = (...args: string[]) =>
    runInProcess(['logs', ...args], { env: { VIA_CODEX_LOG: path } })
  const long = `Two?${' long'.repeat(19)}…`

  it.for<[args: string[], stdout: string]>([
    [['-r'], 'sunny\n'],
    [['list', '-r', '--cid', '1111'], '{"name":"Ada"}\n'],
    [['-x'], 'echo 1\n'],
    [['--xl'], '2\n'],
    [['--data'], '{"name":"Ada"}\n'],
    [['--data-key', 'name'], '"Ada"\n'],
    [['-T', 'weather', '-r'], '{"name":"Ada"}\n'],
    [['--tools', '-r'], '{"name":"Ada"}\n'],
    [['-f', contentId('about gardens').slice(0, 8), '-r'], '{"name":"Ada"}\n'],
    [['-q', 'sun*', '-r'], 'sunny\n'],
  ])('%j prints exactly %j', async ([args, stdout]) => {
    expect(await logs(...args)).toMatchObject({ stdout, stderr: '', exitCode: 0 })
  })

  it.for<[args: string[], stdout: RegExp]>([
    [['--id', '1', '-r'], /^first/],
    [['--data-array', '--data-ids'], /"response_id": 2,\n/],
    [
      ['--id-gt', '2', '-s'],
      /^- id: 3\n {2}model: "gpt-5.5"\n {2}datetime: "2026-11-20T10:00:05"\n/,
    ],
    [
      ['--id-gte', '3', '-s', '-u'],
      / {2}system: "Be."\n {2}prompt: "Three\?"\n {2}usage: "3 in .* total"\n$/,
    ],
    [['--id', '2', '-t'], new RegExp(`## Prompt\n\n${long.replace('?', '\\?')}\n\n`)],
    [['--id', '2'], /## Tool calls\n\n- weather: `\{"city":"Bern"\}`\n$/],
    [['-n', '1', '-c'], /^# .* conversation: 22222222 id: 3\n/],
  ])('%j prints %s', async ([args, pattern]) => {
    const { stdout, exitCode } = await logs(...args)
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(pattern)
  })

  it.for<[args: string[], code: number, what: RegExp]>([
    [['-n', 'many'], 2, /-n many is no whole number/],
    [['--id-gt', '-1'], 2, /./],
    [['-r', '--json'], 2, /--response and --json exclude each other/],
    [['--cid', '9999'], 1, /holds no conversation "9999"/],
    [['--schema', 'abcdef'], 1, /holds no schema "abcdef"/],
    [['-f', 'nothing'], 1, /holds no fragment "nothing"/],
    [['-q', 'nobody', '-r'], 1, /Nothing in the log fits/],
    [['-x', '--id', '3'], 1, /hold no fenced block/],
    [['turn'], 2, /There is no `via-codex logs turn`/],
    [['path', 'x'], 2, /takes no "x"/],
    [['list', 'x'], 2, /takes no "x"/],
  ])('%j is refused', async ([args, code, what]) => {
    const { stdout, stderr, exitCode } = await logs(...args)
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: code })
    expect(stderr).toMatch(what)
    expect(stderr).toMatch(/^hint: /m)
  })
})

describe('docs/coming-from-llm.md', () => {
  const page = readFileSync(new URL('../../../docs/coming-from-llm.md', import.meta.url), 'utf8')
  const ours = page
    .split('\n')
    .flatMap((line) => /^\| `llm[^|]*\| (`via-codex[^|]*) \|/.exec(line)?.[1] ?? [])
    .flatMap((cell) => {
      const [first = '', ...more] = [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? '')
      return [first, ...more.map((option) => `via-codex ${option}`)]
    })

  it.for(ours.map((line) => [line]))('%s is there', async ([line = '']) => {
    const [, word = '', ...rest] = line.split(' ')
    const name = isCommandName(word) ? word : 'prompt'
    const { manual } = await loadCommand(name)
    const [given = ''] = name === 'prompt' ? [word] : rest
    const options = Object.entries(manual.options).flatMap(([long, { short }]) => [
      `--${long}`,
      `-${short}`,
    ])
    expect(['', ...options, ...Object.keys(manual.verbs ?? {})]).toContain(given)
  })
})
