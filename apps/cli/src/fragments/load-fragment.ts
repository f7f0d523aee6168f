import { statSync } from 'node:fs'
import { decodeText } from '../attachments/decode-text.ts'
import { UsageError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { findFragment } from '../log/fragments.ts'
import { logPath } from '../log/log-path.ts'
import { readLog } from '../log/read-log.ts'
import { isUrl, readSource } from '../sources/read-source.ts'

/** A text that goes before the prompt. */
export interface LoadedFragment {
  readonly content: string
  /** As it was named. */
  readonly source: string
}

const limitBytes = 10 * 1024 * 1024

/**
 * The text that a word names: of `-`, which is stdin, of an https address, of a file, or of a fragment in the log by
 * its alias or id.
 *
 * @throws UsageError when there is none, or it is no text
 */
export async function loadFragment(word: string, context: Context): Promise<LoadedFragment> {
  if (word !== '-' && !isUrl(word) && !isFile(word)) {
    const content = findStored(word, context.env)
    if (content !== undefined) return { content, source: word }
    throw new UsageError(
      `There is no file and no fragment ${word}.`,
      'See `via-codex fragments`; to keep one: via-codex fragments set NAME FILE.',
    )
  }
  const { bytes } = await readSource(word, limitBytes, context)
  const content = decodeText(bytes)
  if (content !== undefined) return { content, source: word }
  throw new UsageError(
    `${word === '-' ? 'What is piped in' : word} is no text.`,
    'Attach an image or a PDF with -a.',
  )
}

// A pipe is one, too.
function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === false
}

function findStored(word: string, env: NodeJS.ProcessEnv): string | undefined {
  return readLog(logPath(env), (database) => findFragment(database, word)?.content)
}
