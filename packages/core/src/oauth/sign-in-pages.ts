import { createHash } from 'node:crypto'

/** A page for the person in the browser; text only, escaped here. */
export interface SignInPage {
  readonly kind: 'success' | 'failure'
  readonly title: string
  readonly paragraphs: readonly string[]
}

export function successPage(program: string): SignInPage {
  return {
    kind: 'success',
    title: 'You are signed in',
    paragraphs: [`You can close this page and go back to ${program}.`],
  }
}

/** @param hint what to do about it */
export function failurePage(message: string, hint: string | undefined): SignInPage {
  return {
    kind: 'failure',
    title: 'You are not signed in',
    paragraphs: hint === undefined ? [message] : [message, hint],
  }
}

export const otherSignInPage: SignInPage = {
  kind: 'failure',
  title: 'This page is of another sign-in',
  paragraphs: ['Go back to the page that was opened last, or start the sign-in again.'],
}

const style = `
:root { color-scheme: light dark; --ground: #f5f5f3; --card: #fff; --line: #e3e3df; --ink: #1b1b19; --soft: #55554f; --good: #0f7a4f; --bad: #b3261e }
@media (prefers-color-scheme: dark) {
  :root { --ground: #161615; --card: #212120; --line: #383836; --ink: #f1f1ee; --soft: #b5b5ae; --good: #4cc790; --bad: #ff8a80 }
}
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; min-height: 100dvh; display: grid; place-items: center; padding: 1.5rem; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif }
main { width: 100%; max-width: 27rem; padding: 2.5rem 2rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--card); text-align: center }
svg { display: block; width: 3.5rem; height: 3.5rem; margin: 0 auto 1.25rem; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round }
.success svg { color: var(--good) }
.failure svg { color: var(--bad) }
h1 { margin: 0 0 .5rem; font-size: 1.5rem; line-height: 1.25; text-wrap: balance }
p { margin: .5rem 0 0; overflow-wrap: anywhere; text-wrap: balance }
p + p, .success p { color: var(--soft) }
`

const marks: Record<SignInPage['kind'], string> = {
  success: '<circle cx="12" cy="12" r="10"/><path d="m7.5 12.5 3 3 6-7"/>',
  failure: '<circle cx="12" cy="12" r="10"/><path d="M12 7v6"/><path d="M12 16.5v.01"/>',
}

/** One self-contained document: no script, nothing loaded from anywhere, light and dark. */
export function toHtml({ kind, title, paragraphs }: SignInPage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<main class="${kind}">
<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">${marks[kind]}</svg>
<h1>${escapeHtml(title)}</h1>
${paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join('\n')}
</main>
</body>
</html>
`
}

/** Headers of every answer to a browser: nothing may run, load, frame, keep or pass on anything of it. */
export function pageHeaders(): Record<string, string> {
  const styleHash = createHash('sha256').update(style).digest('base64')
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
  }
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
}
