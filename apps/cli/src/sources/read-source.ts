import { constants, openSync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { Socket } from 'node:net'
import { basename } from 'node:path'
import { isatty } from 'node:tty'
import { CommandError, UsageError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { formatBytes } from '../format-bytes.ts'
import { readPipedBytes } from '../read-piped.ts'
import { collect } from './collect.ts'

/** Something a person named: a file, an https address, or `-` for what is piped in. */
export interface Source {
  /** Its name without the way to it. */
  readonly name: string
  readonly bytes: Buffer
}

/** What of the world reading needs. */
export type SourceContext = Pick<Context, 'stdin' | 'talk' | 'status' | 'signal'>

/** Whether a source is an address rather than a path. One letter is a drive of Windows. */
export function isUrl(source: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(source)
}

/**
 * @throws UsageError for what cannot be read, has nothing in it, or has more than the limit
 * @throws CommandError for an address that gives nothing
 */
export async function readSource(
  source: string,
  limitBytes: number,
  context: SourceContext,
): Promise<Source> {
  const read = await (source === '-'
    ? readStdin(limitBytes, context)
    : isUrl(source)
      ? readUrl(source, limitBytes, context)
      : readFile(source, limitBytes, context))
  if (read.bytes.length > 0) return read
  throw new UsageError(
    `${source === '-' ? 'What is piped in' : source} is empty.`,
    'Check what you meant to give.',
  )
}

async function readStdin(limitBytes: number, context: SourceContext): Promise<Source> {
  if (!context.stdin) {
    throw new UsageError(
      'Nothing is piped in for "-".',
      'Pipe it in, as in: via-codex -a - < photo.jpg',
    )
  }
  const tooMuch = () => tooLarge('What is piped in', limitBytes)
  return { name: 'stdin', bytes: await collect(readPipedBytes(context), limitBytes, tooMuch) }
}

async function readUrl(
  source: string,
  limitBytes: number,
  { status, signal }: SourceContext,
): Promise<Source> {
  const url = URL.parse(source)
  if (!url)
    throw new UsageError(`${source} is no address.`, 'Write it like https://example.org/photo.jpg.')
  const { download } = await import('./download.ts')
  status.start()
  status.add(`fetching ${url.host}`)
  try {
    return { name: nameOf(url), bytes: await download(url, { signal, limitBytes }) }
  } finally {
    status.stop()
  }
}

function nameOf({ pathname, host }: URL): string {
  const last = pathname.split('/').findLast(Boolean)
  try {
    return last ? decodeURIComponent(last) : host
  } catch {
    return last ?? host
  }
}

async function readFile(path: string, limitBytes: number, context: SourceContext): Promise<Source> {
  let file: FileHandle | undefined
  try {
    // To open a pipe that nobody writes to would wait, and nothing could end that.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const stats = await file.stat()
    if (stats.isDirectory()) throw new UsageError(`${path} is a folder.`, 'Give a file.')
    if (isatty(file.fd)) throw new UsageError(`${path} is a terminal.`, 'Give a file.')
    if (stats.size > limitBytes) throw tooLarge(path, limitBytes, stats.size)
    // The size of a pipe or a device is not known before.
    const bytes = await collect(
      stats.isFIFO() ? readPipe(path, context) : file.createReadStream({ autoClose: false }),
      limitBytes,
      () => tooLarge(path, limitBytes),
    )
    return { name: basename(path), bytes }
  } catch (error) {
    context.signal.throwIfAborted()
    if (error instanceof CommandError) throw error
    throw unreadable(path, error)
  } finally {
    await file?.close()
  }
}

/** Waits for who writes to it, and for the end. */
function readPipe(path: string, { talk, signal }: SourceContext): AsyncIterable<Buffer> {
  // As a socket: reading a file would take the time before somebody writes for the end.
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const stdin = new Socket({ fd, readable: true, writable: false })
  return readPipedBytes({ stdin, talk, signal }, `Waiting for somebody to write to ${path}.`)
}

function tooLarge(what: string, limitBytes: number, sizeBytes?: number): UsageError {
  const limit = formatBytes(limitBytes)
  return new UsageError(
    sizeBytes === undefined
      ? `${what} has more than the ${limit} that can be sent.`
      : `${what} has ${formatBytes(sizeBytes)}; at most ${limit} can be sent.`,
    'Make it smaller, or send a part of it.',
  )
}

/** A file that could not be read, in words. */
export function unreadable(path: string, error: unknown): UsageError {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT')
    return new UsageError(`There is no file ${path}.`, 'Check its name and folder.')
  return new UsageError(
    `${path} cannot be read (${code ?? String(error)}).`,
    'Check its permissions and that it is a file.',
  )
}
