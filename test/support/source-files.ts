import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

import { parseSync } from 'oxc-parser'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** One `import`, `export … from`, `import()` or `import('…')` type of a file. */
export interface Import {
  specifier: string
  /** Only types are used, so nothing of it is left at run time. */
  isTypeOnly: boolean
}

export interface SourceFile {
  /** From the workspace folder, with `/`. */
  path: string
  lines: number
  imports: Import[]
  /** Top-level statements, as the parser names them: what a front door is made of. */
  statements: SyntaxNode[]
  usesConsole: boolean
  usesProcessEnv: boolean
  hasTopLevelAwait: boolean
}

export interface SyntaxNode {
  type: string
  [key: string]: unknown
}

export interface PackageFolder {
  name: string
  /** From the workspace folder, such as `packages/core`. */
  folder: string
  manifest: Record<string, unknown>
}

/** The packages under packages/ and apps/. */
export function listPackages(): PackageFolder[] {
  return ['packages', 'apps'].flatMap((parent) =>
    readdirSync(join(root, parent)).flatMap((child) => {
      const file = join(root, parent, child, 'package.json')
      if (!existsSync(file)) return []
      const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
      return [{ name: String(manifest['name']), folder: `${parent}/${child}`, manifest }]
    }),
  )
}

/** All TypeScript files of a folder, parsed; empty when there is no such folder. */
export function readSources(folder: string): SourceFile[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[cm]?tsx?$/.test(name) && !name.split(sep).includes('node_modules'))
    .map((name) => `${folder}/${name.split(sep).join('/')}`)
    .toSorted()
    .map((path) => parseSource(path, readFileSync(join(root, path), 'utf8')))
}

/** @throws Error when the text does not parse: a file that cannot be read must not pass as one without imports */
export function parseSource(path: string, text: string): SourceFile {
  const { program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`)
  const statements = program.body as unknown as SyntaxNode[]
  const file: SourceFile = {
    path,
    lines: text.trimEnd().split('\n').length,
    imports: [],
    statements,
    usesConsole: false,
    usesProcessEnv: false,
    hasTopLevelAwait: false,
  }
  for (const statement of statements) inspect(statement, file, false)
  return file
}

/** The path that a relative specifier means, without looking whether the file is there. */
export function resolveRelative(from: string, specifier: string): string {
  return relative(root, join(root, dirname(from), specifier))
    .split(sep)
    .join('/')
}

function inspect(node: SyntaxNode, file: SourceFile, isInFunction: boolean): void {
  const found = importOf(node)
  if (found !== undefined) file.imports.push(found)
  if (found?.specifier === 'node:process' || found?.specifier === 'process') {
    file.usesProcessEnv ||= !found.isTypeOnly
  }
  if (node.type === 'MemberExpression') {
    file.usesConsole ||= isNamed(node['object'], 'console')
    file.usesProcessEnv ||= isNamed(node['object'], 'process') && memberName(node) === 'env'
  }
  if (
    node.type === 'AwaitExpression' ||
    (node.type === 'ForOfStatement' && node['await'] === true)
  ) {
    file.hasTopLevelAwait ||= !isInFunction
  }
  const isFunction = /Function/.test(node.type)
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) inspect(child, file, isInFunction || isFunction)
    }
  }
}

function importOf(node: SyntaxNode): Import | undefined {
  const source = node['source']
  const specifier = isNode(source) ? source['value'] : undefined
  if (typeof specifier !== 'string') return undefined
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration': {
      const kind = node.type === 'ImportDeclaration' ? 'importKind' : 'exportKind'
      const names = (node['specifiers'] ?? []) as SyntaxNode[]
      const isEachType = names.length > 0 && names.every((name) => name[kind] === 'type')
      return { specifier, isTypeOnly: node[kind] === 'type' || isEachType }
    }
    case 'ExportAllDeclaration':
      return { specifier, isTypeOnly: node['exportKind'] === 'type' }
    case 'ImportExpression':
      return { specifier, isTypeOnly: false }
    case 'TSImportType':
      return { specifier, isTypeOnly: true }
    default:
      return undefined
  }
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value
}

/** `name`, or `globalThis.name`. */
function isNamed(value: unknown, name: string): boolean {
  if (!isNode(value)) return false
  if (value.type === 'Identifier') return value['name'] === name
  return (
    value.type === 'MemberExpression' &&
    isNamed(value['object'], 'globalThis') &&
    memberName(value) === name
  )
}

function memberName(node: SyntaxNode): unknown {
  const property = node['property'] as SyntaxNode
  return property.type === 'Literal' ? property['value'] : property['name']
}
