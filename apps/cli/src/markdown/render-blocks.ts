import type { Token, Tokens } from 'marked'
import wrapAnsi from 'wrap-ansi'
import { renderInline } from './render-inline.ts'
import { renderTable } from './render-table.ts'
import type { MarkdownView } from './view.ts'

/** Blocks as lines for a terminal, an empty line between them; no line end after the last. */
export function renderBlocks(tokens: readonly Token[], view: MarkdownView): string {
  return (
    tokens
      .filter(({ type }) => type !== 'space')
      .map((token) => renderBlock(token, view))
      // A heading may have no text.
      .filter((text) => text !== '')
      .join('\n\n')
  )
}

function renderBlock(token: Token, view: MarkdownView): string {
  const { style } = view
  switch (token.type) {
    case 'heading': {
      const { depth, tokens } = token as Tokens.Heading
      const text = style('bold', renderInline(tokens, style))
      return wrap(depth === 1 ? style('underline', text) : text, view)
    }
    case 'paragraph':
    case 'text':
      return wrap(renderInline((token as Tokens.Paragraph).tokens ?? [token], style), view)
    case 'code':
      return renderCode(token as Tokens.Code, view)
    case 'blockquote': {
      const inner = renderBlocks((token as Tokens.Blockquote).tokens, narrower(view, 2))
      return prefixed(inner, `${style('dim', '│')} `)
    }
    case 'list':
      return renderList(token as Tokens.List, view)
    case 'table':
      return renderTable(token as Tokens.Table, view)
    case 'hr':
      return style('dim', '─'.repeat(Math.min(view.columns, 40)))
    default:
      return token.raw.trimEnd()
  }
}

/** As it was written, fences included, so that it can be copied. */
function renderCode({ raw, text, codeBlockStyle }: Tokens.Code, { style }: MarkdownView): string {
  const code = text
    .split('\n')
    .map((line) => (line === '' ? '' : style('cyan', line)))
    .join('\n')
  if (codeBlockStyle === 'indented') return code
  const [first = ''] = raw.split('\n', 1)
  const fence = /^(`+|~+)/.exec(first.trim())?.[1] ?? '```'
  return [style('dim', first.trim()), ...(text === '' ? [] : [code]), style('dim', fence)].join(
    '\n',
  )
}

function renderList({ ordered, start, items, loose }: Tokens.List, view: MarkdownView): string {
  const first = Number(start) || (start === 0 ? 0 : 1)
  const widest = ordered ? String(first + items.length - 1).length : 0
  const lines = items.map((item, at) => {
    const mark = ordered ? `${String(first + at).padStart(widest)}. ` : '• '
    const box = item.task ? (item.checked ? '☑ ' : '☐ ') : ''
    const indent = ' '.repeat(mark.length)
    const inner = renderItem(item, narrower(view, mark.length))
    return mark + box + inner.replaceAll('\n', `\n${indent}`).replaceAll(/^ +$/gm, '')
  })
  return lines.join(loose ? '\n\n' : '\n')
}

function renderItem({ tokens, loose }: Tokens.ListItem, view: MarkdownView): string {
  if (loose) return renderBlocks(tokens, view)
  return (
    tokens
      .filter(({ type }) => type !== 'space' && type !== 'checkbox')
      .map((token) => renderBlock(token, view))
      // A heading may have no text.
      .filter((text) => text !== '')
      .join('\n')
  )
}

function narrower({ columns, style }: MarkdownView, by: number): MarkdownView {
  return { columns: Math.max(columns - by, 10), style }
}

function prefixed(text: string, prefix: string): string {
  return text
    .split('\n')
    .map((line) => prefix + line)
    .join('\n')
}

/** Broken at spaces alone: an address stays whole. */
function wrap(text: string, { columns }: MarkdownView): string {
  return wrapAnsi(text, columns, { trim: true })
}
