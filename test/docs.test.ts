/**
 * What the documentation says is true as far as a program can tell: generated pages are fresh, links and citations lead
 * somewhere, embedded programs are the files they name, and every TypeScript block passes the type check.
 */
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'

import { describe, expect, it } from 'vitest'

import { renderCli } from '../scripts/generate-cli.mjs'
import { renderErrors } from '../scripts/generate-errors.mjs'
import { differences } from '../tools/backends.ts'
import { root } from './support/source-files.ts'

const pages = listFiles('', (path) => path.endsWith('.md'))
const sources = ['packages', 'apps'].flatMap((folder) =>
  listFiles(folder, (path) => path.endsWith('.ts')),
)

it('docs/errors.md is what scripts/generate-errors.mjs makes', async () => {
  const cure = 'run: npm run node -- scripts/generate-errors.mjs'
  expect(read('docs/errors.md'), cure).toBe(await renderErrors())
})

it('docs/cli.md is what scripts/generate-cli.mjs makes', async () => {
  const cure = 'run: npm run node -- scripts/generate-cli.mjs'
  expect(read('docs/cli.md'), cure).toBe(await renderCli())
})

describe('docs/protocol.md', () => {
  const sections = new Set(
    headingsOf('docs/protocol.md').flatMap((heading) => sectionsOf(heading.split('. ')[0] ?? '')),
  )

  it('has the sections that source files cite', () => {
    const cited = sources.flatMap((path) =>
      [...read(path).matchAll(/docs\/protocol\.md((?:,? §\d+(?:\.\d+)?)+)/g)].flatMap(([, list]) =>
        sectionsOf(list ?? '').map((section) => ({ path, section })),
      ),
    )
    expect(cited.length).toBeGreaterThan(50)
    expect(cited.filter(({ section }) => !sections.has(section))).toEqual([])
  })

  it('is cited with a section', () => {
    const bare = sources.filter((path) => /docs\/protocol\.md(?!,? §\d)/.test(read(path)))
    expect(bare).toEqual([])
  })

  /** `6.6` of `6.6 What…` or ` §6.6, §6.7`. */
  function sectionsOf(text: string): string[] {
    return text.match(/(?<![\d.])\d+(?:\.\d+)?/g) ?? []
  }
})

describe('what is not the same with Sign in with ChatGPT', () => {
  it.each(['packages/ai-sdk/README.md', 'packages/langchain/README.md'])(
    'is a table in %s',
    (page) => {
      const head = '| | Codex login | Sign in with ChatGPT |\n|---|---|---|\n'
      const [, table = ''] = read(page).split(head)
      const rows = table.split('\n\n')[0]?.split('\n') ?? []
      const names = rows.map((row) => row.split(' | ')[0]?.replace('| ', ''))
      expect(names).toEqual(Object.keys(differences))
    },
  )
})

describe('links', () => {
  it.each(pages)('of %s lead somewhere', (page) => {
    const broken = linksOf(page).filter((link) => {
      const [path = '', anchor] = link.split('#')
      const target = path === '' ? page : toPath(join(root, dirname(page), path))
      if (!existsSync(join(root, target))) return true
      return anchor !== undefined && !headingsOf(target).map(slugOf).includes(anchor)
    })
    expect(broken).toEqual([])
  })
})

describe('programs', () => {
  const embedded = pages.flatMap((page) =>
    [...read(page).matchAll(/<!-- (\S+\.ts) -->\n```ts\n(.*?)```/gs)].map(
      ([, file = '', program = '']) => ({ page, file, program }),
    ),
  )

  it('are embedded in the READMEs of the project and of core', () => {
    const holders = embedded.map(({ page }) => page)
    expect(holders).toEqual(expect.arrayContaining(['README.md', 'packages/core/README.md']))
  })

  it.each(embedded)('$page shows $file as it is', ({ page, file, program }) => {
    expect(program).toBe(read(join(dirname(page), file)))
  })

  const blocks = [
    'README.md',
    'packages/ai-sdk/README.md',
    'packages/core/README.md',
    'packages/langchain/README.md',
    'packages/simulator/README.md',
  ].flatMap(typeScriptBlocksOf)

  it('are written for every supported Node', () => {
    // Node 22 cannot parse it.
    expect(blocks.filter(({ text }) => /\bawait using\b/.test(text))).toEqual([])
  })

  it('pass the type check wherever they stand', async () => {
    expect(blocks.length).toBeGreaterThan(9)
    expect(blocks.some(({ name }) => name.includes('simulator'))).toBe(true)
    expect(await typeCheck(blocks)).toBe('')
  }, 60_000)
})

interface Block {
  /** Names the page and the line, for errors. */
  name: string
  text: string
}

function typeScriptBlocksOf(page: string): Block[] {
  const text = read(page)
  return [...text.matchAll(/^```ts\n(.*?)^```/gms)].map((match) => {
    const line = text.slice(0, match.index).split('\n').length
    return { name: `${page.replaceAll(/\W+/g, '-')}-line-${line}.ts`, text: match[1] ?? '' }
  })
}

/** The compiler's words about these blocks. A block that makes no client of its own is given one. */
async function typeCheck(blocks: Block[]): Promise<string> {
  // Where the packages of the workspace are found.
  const folder = mkdtempSync(join(root, 'examples', 'node_modules', '.docs-'))
  const given = "declare const codex: import('@via-codex/core').CodexClient; export {}; "
  try {
    for (const { name, text } of blocks) {
      const hasOwn = /createCodexClient\(|createCodex\(|import \{ codex |ChatCodex\(/.test(text)
      writeFileSync(join(folder, name), `${hasOwn ? '' : given}${text}`)
    }
    const config = {
      extends: join(root, 'tsconfig.base.json'),
      files: blocks.map(({ name }) => name),
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', folder])
    return stdout
  } catch (error) {
    const { stdout } = error as { stdout?: string }
    if (!stdout) throw error
    return stdout
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Relative links, those in code left out. */
function linksOf(page: string): string[] {
  const prose = read(page)
    .replaceAll(/^```.*?^```/gms, '')
    .replaceAll(/`[^`\n]*`/g, '')
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
}

function headingsOf(page: string): string[] {
  const prose = read(page).replaceAll(/^```.*?^```/gms, '')
  return [...prose.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => heading)
}

/** The anchor that GitHub gives a heading. */
function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
}

function listFiles(folder: string, isWanted: (path: string) => boolean): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (/^(?:node_modules|dist|coverage|\.git|\.turbo)$/.test(entry.name)) return []
      if (entry.isDirectory()) return listFiles(path, isWanted)
      return isWanted(path) ? [path] : []
    })
    .toSorted()
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

function toPath(file: string): string {
  return relative(root, file).split(sep).join('/')
}
