import type { Token, Tokens } from 'marked'
import type { Style } from './view.ts'

/** The text of inline tokens, styled. */
export function renderInline(tokens: readonly Token[], style: Style): string {
  return tokens.map((token) => renderToken(token, style)).join('')
}

function renderToken(token: Token, style: Style): string {
  const inner = () => ('tokens' in token && token.tokens ? renderInline(token.tokens, style) : '')
  switch (token.type) {
    case 'strong':
      return style('bold', inner())
    case 'em':
      return style('italic', inner())
    case 'del':
      return style('strikethrough', inner())
    case 'codespan':
      return style('cyan', (token as Tokens.Codespan).text)
    case 'link': {
      const { href } = token as Tokens.Link
      const text = inner()
      // An address that stands for itself is one already.
      if ([href, href.replace(/^mailto:/, '')].includes((token as Tokens.Link).text)) {
        return style('underline', text)
      }
      return `${style('underline', text)} ${style('dim', `(${href})`)}`
    }
    case 'image': {
      const { text, href } = token as Tokens.Image
      return `${style('dim', '[image]')} ${text} ${style('dim', `(${href})`)}`
    }
    case 'br':
      return '\n'
    case 'checkbox':
      return ''
    case 'text':
      return 'tokens' in token && token.tokens ? inner() : (token as Tokens.Text).text
    default:
      return 'text' in token && typeof token.text === 'string' ? token.text : token.raw
  }
}
