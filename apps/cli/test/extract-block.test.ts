import { describe, expect, it } from 'vitest'
import { extractBlock } from '../src/answer/extract-block.ts'

describe('extractBlock', () => {
  it.for<[name: string, markdown: string, block: string | undefined]>([
    ['nothing', '', undefined],
    ['no fence', 'a `b` c', undefined],
    ['a block', 'x\n```\na\nb\n```\ny', 'a\nb\n'],
    ['an info string', '```ts title="a"\na\n```', 'a\n'],
    ['the first of two', '```\na\n```\n```\nb\n```', 'a\n'],
    ['tildes', '~~~\na\n~~~', 'a\n'],
    ['a fence within a longer one', '````md\n```\na\n```\n````', '```\na\n```\n'],
    ['backticks within tildes', '~~~\n```\n~~~', '```\n'],
    ['an empty block', '```\n```', ''],
    ['blank lines kept', '```\n\na\n\n```', '\na\n\n'],
    ['a block in a list, its indent taken off', '- x\n  ```\n  a\n    b\n  ```', 'a\n  b\n'],
    ['a line less indented than its fence', '  ```\na\n  ```', 'a\n'],
    ['Windows line ends', '```\r\na\r\n```\r\n', 'a\n'],
    ['a longer closing fence', '```\na\n`````', 'a\n'],
    ['words after a closing fence, which then closes nothing', '```\na\n``` x\n```', 'a\n``` x\n'],
    ['no closing fence', '```\na\nb', 'a\nb\n'],
    ['inline code of three backticks', '```not a fence``` x', undefined],
    ['characters beyond ASCII', '```\n🌍 é\n```', '🌍 é\n'],
  ])('%s', ([, markdown, block]) => {
    expect(extractBlock(markdown, 'first')).toBe(block)
  })

  it.for<[name: string, markdown: string, block: string | undefined]>([
    ['none', 'a', undefined],
    ['one', '```\na\n```', 'a\n'],
    ['the last of two', '```\na\n```\nx\n~~~~\nb\n~~~~', 'b\n'],
    ['an open one', '```\na\n```\n```\nb', 'b\n'],
  ])('the last: %s', ([, markdown, block]) => {
    expect(extractBlock(markdown, 'last')).toBe(block)
  })
})
