/**
 * Writes docs/errors.md from packages/core/src/errors: `npm run node -- scripts/generate-errors.mjs`.
 *
 * Families, codes, fields and their words come from the source. What to do about a code, and whether it is worth a retry
 * where whoever throws it decides, stand below; a code without advice is an error.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { parseSync } from 'oxc-parser'

const root = fileURLToPath(new URL('..', import.meta.url))
const sources = join(root, 'packages', 'core', 'src')
const target = join(root, 'docs', 'errors.md')

/** In the order of the path. */
const families = ['credential', 'refresh', 'transport', 'api', 'stream']

/** @type {Record<string, string>} */
const advice = {
  CREDENTIAL_NOT_FOUND:
    'Sign in, or set `codexHome` or `CODEX_HOME`. `locations` tells where was looked.',
  CREDENTIAL_UNREADABLE:
    'See `field` and `locations`; check permissions, correct the variable or file named there, or sign in again.',
  CREDENTIAL_WRONG_MODE:
    'Read `hint`: sign in with a ChatGPT account, or allow an app the use of your plan.',
  CREDENTIAL_STORE_FAILED:
    'Read `hint`: make the folder and the file writable, free some space, unlock the keyring, or end the program that holds the lock.',
  REFRESH_REJECTED: 'Sign in again; a token from a variable or a function: give a new one.',
  REFRESH_UNAVAILABLE:
    'Try again in a moment; nothing is lost. With `refresh` `never` or `delegate`: run `codex` once, or read `hint`.',
  ACCOUNT_CHANGED:
    'Send the request again: it then goes out with the account that is signed in now.',
  SIGN_IN_FAILED: 'See `step` and the message, and sign in again.',
  SIGN_IN_TIMED_OUT: 'Sign in again, and finish it in time.',
  CONNECTION_FAILED:
    'Check the network, and the proxy and certificates that the environment names; `cause` has the system’s error.',
  TIMEOUT: 'Try again, or raise the limit that `phase` names in the option `timeouts`.',
  INSECURE_ENDPOINT:
    'Use https, or http on 127.0.0.1. For the place of a workspace: see [core](../packages/core/README.md#workspaces).',
  UNAUTHORIZED: 'Sign in again, or give another key or token.',
  FORBIDDEN:
    'Read `hint`: when Cloudflare refused, use another network; else the account may not use Codex.',
  PLAN_NOT_ENTITLED: 'Use another model, or a plan that includes this one.',
  USAGE_LIMIT_REACHED: 'Wait until `resetsAt`, where it is told; else see `hint`.',
  RATE_LIMITED: 'Wait `retryAfterMs`, or a moment, and try again.',
  INVALID_REQUEST: 'Change the request; the message and `param` tell what was refused.',
  MODEL_NOT_FOUND: 'Use one of `availableModels`, or of `models.list()`.',
  CONTEXT_WINDOW_EXCEEDED: 'Send less, or use a model with a larger window.',
  UNSUPPORTED_BY_BACKEND: 'Leave out what `param` names, or use another credential.',
  SERVER_ERROR: 'Try again in a moment.',
  OVERLOADED: 'Try again in a moment, or use another model.',
  STREAM_INTERRUPTED:
    'Send the request again if that is right for you; `partial` has what had come.',
  STREAM_MALFORMED: 'Try again; if it stays, something on the way changes the stream.',
  RESPONSE_FAILED: 'See `responseCode` and the message; try again if `isRetryable`.',
}

/** @type {Record<string, string>} For codes whose name is all that the source says of them. */
const meanings = {
  INVALID_REQUEST: 'The backend refuses the request as it is.',
  MODEL_NOT_FOUND: 'There is no such model for this plan.',
  CONTEXT_WINDOW_EXCEEDED: 'The input is too long for the model.',
  SERVER_ERROR:
    'The server failed (5xx), or answered with something else than it should; also when the place of a workspace could not be learnt.',
  OVERLOADED: 'The server or the model has too much to do.',
}

/** @type {Record<string, string>} Where whoever throws decides. */
const retry = {
  CONNECTION_FAILED: 'yes, unless a certificate is not trusted or cannot be read',
  REFRESH_UNAVAILABLE: 'yes, unless others have to renew the login',
  TIMEOUT: 'for the phases `connect` and `headers`',
  RESPONSE_FAILED: 'by `responseCode`',
}

/** @returns {Promise<string>} what docs/errors.md shall hold */
export async function renderErrors() {
  const parts = [
    '# Errors',
    '<!-- Made by scripts/generate-errors.mjs; change packages/core/src/errors or that script, and run it. -->',
    'Everything core throws is a `CodexError` with a `code`, except two: the reason of your own abort, untouched, and a `TypeError` for a wrong argument.\n' +
      'Read `code`, never `message`. `isRetryable` tells whether the same request may succeed if sent again; before the first byte of an answer the client\n' +
      'has done so already, by its option `retry`. `hint` is a sentence for people. `CodexError.isInstance(error)` is true for all of them, also from another\n' +
      'copy of the library; on a family, such as `ApiError.isInstance(error)`, for that family only.',
  ]
  for (const name of families) parts.push(await renderFamily(name))
  return `${parts.join('\n\n')}\n`
}

/** @param {string} name */
async function renderFamily(name) {
  const path = join(sources, 'errors', `${name}-error.ts`)
  const family = readFamily(path)
  const loaded = await import(pathToFileURL(path).href)
  const FamilyError = loaded[family.className]
  const codes = family.codes.map(({ name: code, words }) => {
    const meaning = words || meanings[code]
    if (!meaning || !advice[code]) {
      throw new Error(`scripts/generate-errors.mjs has no words for ${code}: add them there.`)
    }
    const isRetryable = new FamilyError(code, '').isRetryable
    const worth = retry[code] ?? (isRetryable ? 'yes' : 'no')
    const notYet = isThrown(code) ? '' : ' Nothing throws it yet.'
    return `| \`${code}\` | ${meaning}${notYet} | ${worth} | ${advice[code]} |`
  })
  const fields = family.fields.map(
    ({ name, type, words }) => `| \`${name}\` | \`${type}\` | ${words} |`,
  )
  return [
    `## ${family.className}`,
    family.words,
    ['| code | meaning | retry | what to do |', '|---|---|---|---|', ...codes].join('\n'),
    ['| field | type | |', '|---|---|---|', ...fields].join('\n'),
  ].join('\n\n')
}

/** Whether a code is named anywhere but where it is defined. @param {string} code */
function isThrown(code) {
  return readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith('errors'))
    .some((name) => readFileSync(join(sources, name), 'utf8').includes(`'${code}'`))
}

/**
 * @typedef {{ name: string, words: string }} Code
 * @typedef {{ name: string, type: string, words: string }} Field
 * @param {string} path
 * @returns {{ className: string, words: string, codes: Code[], fields: Field[] }}
 */
function readFamily(path) {
  const text = readFileSync(path, 'utf8')
  const { program, comments } = parseSync(path, text)

  /** The words of the doc comment right before a place. @param {number} start */
  const wordsBefore = (start) => {
    const comment = comments.findLast(
      ({ end }) => end <= start && /^[\s|]*(?:export\s*)?$/.test(text.slice(end, start)),
    )
    return comment ? plain(comment.value) : ''
  }
  /** @param {any} member a property of a class or an interface */
  const toField = (member) => {
    const { start, end } = member.typeAnnotation.typeAnnotation
    const type = text.slice(start, end).replaceAll('|', String.raw`\|`)
    return { name: String(member.key.name), type, words: wordsBefore(member.start) }
  }

  /** @type {any[]} */
  const declarations = program.body.map((node) => /** @type {any} */ (node).declaration)
  const find = (/** @type {string} */ type, /** @type {string} */ ending) =>
    declarations.find((node) => node?.type === type && node.id.name.endsWith(ending))
  const errorClass = find('ClassDeclaration', 'Error')
  /** @type {Field[]} */
  const options = find('TSInterfaceDeclaration', 'ErrorOptions').body.body.map(toField)
  /** @type {any[]} */
  const members = errorClass.body.body
  return {
    className: String(errorClass.id.name),
    words: wordsBefore(errorClass.start),
    codes: find('TSTypeAliasDeclaration', 'ErrorCode').typeAnnotation.types.map(
      (/** @type {any} */ type) => ({
        name: String(type.literal.value),
        words: wordsBefore(type.start),
      }),
    ),
    fields: members
      .filter((member) => member.type === 'PropertyDefinition' && !member.static)
      .map(toField)
      .map((field) => ({
        ...field,
        words: field.words || (options.find(({ name }) => name === field.name)?.words ?? ''),
      })),
  }
}

/** A doc comment as a line of Markdown. @param {string} comment */
function plain(comment) {
  return comment
    .replaceAll(/^\s*\*+ ?/gm, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/@see docs\/protocol\.md §([\d.]+)/g, 'See [protocol.md](protocol.md) §$1.')
    .replaceAll('|', String.raw`\|`)
    .trim()
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(target, await renderErrors())
}
