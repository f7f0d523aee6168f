import { array, assert, constantFrom, nat, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MarkdownStream } from '../src/markdown/markdown-stream.ts'

const plain = (_format: string, text: string) => text
const tagged = (format: string, text: string) => `<${format}>${text}</>`

function render(markdown: string, columns = 40, style = plain): string {
  const stream = new MarkdownStream({ columns, style })
  return stream.push(markdown) + stream.end()
}

describe('Markdown at a terminal', () => {
  it.for<[name: string, markdown: string, shown: string]>([
    ['a paragraph, its own line ends kept', 'one\ntwo\n\nthree', 'one\ntwo\n\nthree\n'],
    [
      'a long line',
      'The quick brown fox jumps over the lazy dog twice.',
      'The quick brown fox jumps over the lazy\ndog twice.\n',
    ],
    [
      'an address longer than the line',
      `see https://example.org/${'a'.repeat(40)} now`,
      `see\nhttps://example.org/${'a'.repeat(40)}\nnow\n`,
    ],
    [
      'wide characters',
      '世界'.repeat(5) + ' ' + '世界'.repeat(6),
      `${'世界'.repeat(5)}\n${'世界'.repeat(6)}\n`,
    ],
    ['headings', '# One\n## Two\ntext', 'One\n\nTwo\n\ntext\n'],
    [
      'a list with long items',
      '- The quick brown fox jumps over the lazy dog.\n- two',
      '• The quick brown fox jumps over the\n  lazy dog.\n• two\n',
    ],
    ['a list in a list', '1. one\n   - a\n   - b\n2. two', '1. one\n   • a\n   • b\n2. two\n'],
    ['a list that starts elsewhere', '9. nine\n10. ten', ' 9. nine\n10. ten\n'],
    ['a loose list', '- one\n\n- two', '• one\n\n• two\n'],
    ['tasks', '- [x] done\n- [ ] open', '• ☑ done\n• ☐ open\n'],
    [
      'code, which is not wrapped',
      '```ts\nconst a = "' + 'x'.repeat(50) + '"\n\n  b\n```',
      '```ts\nconst a = "' + 'x'.repeat(50) + '"\n\n  b\n```\n',
    ],
    ['code in a list', '- a\n  ```\n  b\n  ```', '• a\n  ```\n  b\n  ```\n'],
    ['code in tildes, empty', '~~~\n~~~', '~~~\n~~~\n'],
    ['a quotation', '> one\n> two\n>\n> three', '│ one\n│ two\n│ \n│ three\n'],
    ['a rule', 'a\n\n---\n\nb', `a\n\n${'─'.repeat(40)}\n\nb\n`],
    [
      'a table',
      '| a | b |\n|---|--:|\n| long | 1 |\n| 世界 | 10 |',
      'a    │  b\n─────┼───\nlong │  1\n世界 │ 10\n',
    ],
    [
      'a table that is too wide',
      `| a | b |\n|---|---|\n| ${'x'.repeat(30)} | ${'y'.repeat(20)} |`,
      `a: ${'x'.repeat(30)}\nb: ${'y'.repeat(20)}\n`,
    ],
    [
      'links and images',
      '[text](https://a.example) <https://b.example> ![alt](c.png)',
      'text (https://a.example)\nhttps://b.example [image] alt (c.png)\n',
    ],
    ['escapes and HTML', '5 \\* 3 and a_b_c <b>x</b>', '5 * 3 and a_b_c <b>x</b>\n'],
    ['what would steer the terminal', 'a\u001b[2Jb\u0007\u009bc\r\nd', 'a[2Jbc\nd\n'],
    ['nothing', '', ''],
    ['blank lines', '\n\n', ''],
  ])('%s', ([, markdown, shown]) => {
    expect(render(markdown)).toBe(shown)
  })

  it('has looks', () => {
    const markdown = '# A\n**b** *c* `d` ~~e~~ [f](g)\n```\nh\n```'
    expect(render(markdown, 200, tagged)).toBe(
      '<underline><bold>A</></>\n\n' +
        '<bold>b</> <italic>c</> <cyan>d</> <strikethrough>e</> <underline>f</> <dim>(g)</>\n\n' +
        '<dim>```</>\n<cyan>h</>\n<dim>```</>\n',
    )
  })

  it('gives a block once the next has begun', () => {
    const stream = new MarkdownStream({ columns: 40, style: plain })
    expect(stream.push('# He')).toBe('')
    expect(stream.push('ad\nte')).toBe('')
    expect(stream.push('xt\n')).toBe('Head\n')
    expect(stream.push('\n- a\n')).toBe('\ntext\n')
    expect(stream.push('- b')).toBe('')
    expect(stream.end()).toBe('\n• a\n• b\n')
  })

  const pieces = [
    'word',
    ' ',
    '\n',
    '\n\n',
    '- item',
    '1. one',
    '# ',
    '```',
    '```ts\n',
    '> ',
    '|a|b|\n|-|-|\n',
    '**',
    '`',
    '---',
    '===',
    '  ',
    '世界',
    '*',
    '[x](y)',
  ]
  it('is the same however it is cut', () => {
    assert(
      property(
        array(constantFrom(...pieces), { maxLength: 30 }),
        array(nat(8), { minLength: 1 }),
        (parts, sizes) => {
          const markdown = parts.join('')
          const stream = new MarkdownStream({ columns: 40, style: plain })
          let shown = ''
          for (let at = 0, turn = 0; at < markdown.length; turn++) {
            const size = 1 + (sizes[turn % sizes.length] ?? 0)
            shown += stream.push(markdown.slice(at, at + size))
            at += size
          }
          const whole = new MarkdownStream({ columns: 40, style: plain })
          expect(shown + stream.end()).toBe(whole.push(markdown) + whole.end())
        },
      ),
      {
        examples: [[['|a|b|\n|-|-|\n', '# ', '\n\n', '|a|b|\n|-|-|\n'], [0]]],
      },
    )
  })
})
