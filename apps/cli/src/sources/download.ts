import { lookup as lookUp } from 'node:dns'
import type { IncomingMessage } from 'node:http'
import { get } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { CommandError, UsageError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import { formatBytes } from '../format-bytes.ts'
import { version } from '../version.ts'
import { collect } from './collect.ts'
import { isPublicAddress } from './public-address.ts'

export interface DownloadOptions {
  readonly signal: AbortSignal
  /** More is refused. */
  readonly limitBytes: number
  /** To the last byte. @default 60_000 */
  readonly timeoutMs?: number
  /** Which addresses may be asked. @default {@link isPublicAddress} */
  readonly isAllowed?: (address: string) => boolean
  /** Certificates to trust in place of Node's own. */
  readonly ca?: string
}

/**
 * What stands at an https address. Redirects are not followed, and addresses of this machine and its
 * networks are not asked, whatever name leads to them. No proxy is used.
 *
 * @throws UsageError for an address that is refused
 * @throws CommandError when it gives nothing, too much or nothing in time
 */
export async function download(url: URL, options: DownloadOptions): Promise<Buffer> {
  const { limitBytes, timeoutMs = 60_000, isAllowed = isPublicAddress, ca } = options
  const name = withoutSecrets(url)
  if (url.protocol !== 'https:') {
    throw new UsageError(
      `${name} is not fetched: only https is.`,
      'Use an https address, or a file.',
    )
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  if (isIP(host) && !isAllowed(host)) throw refused(name)
  const timeout = AbortSignal.timeout(timeoutMs)
  const signal = AbortSignal.any([options.signal, timeout])
  try {
    const response = await request(url, { lookup: guardedLookup(isAllowed, name), signal, ca })
    return await readBody(response, name, limitBytes)
  } catch (error) {
    options.signal.throwIfAborted()
    if (error instanceof CommandError) throw error
    throw new CommandError(
      timeout.aborted
        ? `${name} did not come within ${timeoutMs / 1000} seconds.`
        : `${name} cannot be fetched (${describe(error)}).`,
      'Try again, or fetch it yourself and give the file.',
      exitCodes.network,
    )
  }
}

/** A signed address is a secret: its query and its password are not repeated. */
function withoutSecrets(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`
}

function refused(name: string): UsageError {
  return new UsageError(
    `${name} is not fetched: it leads to this machine or a private network.`,
    'Fetch it yourself and give the file.',
  )
}

/** Looks a name up once, and lets the connection go only where it was found to lead. */
function guardedLookup(isAllowed: (address: string) => boolean, name: string): LookupFunction {
  return (hostname, options, callback) => {
    lookUp(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '')
      if (!addresses.every(({ address }) => isAllowed(address))) return callback(refused(name), '')
      const [first] = addresses
      if (options.all) return callback(null, addresses)
      callback(null, first?.address ?? '', first?.family)
    })
  }
}

interface RequestOptions {
  readonly lookup: LookupFunction
  readonly signal: AbortSignal
  readonly ca: string | undefined
}

function request(url: URL, { ca, ...options }: RequestOptions): Promise<IncomingMessage> {
  const headers = { 'user-agent': `via-codex/${version}`, accept: '*/*' }
  return new Promise((resolve, reject) => {
    get(url, { ...options, headers, agent: false, ...(ca !== undefined && { ca }) }, resolve).on(
      'error',
      reject,
    )
  })
}

async function readBody(
  response: IncomingMessage,
  name: string,
  limitBytes: number,
): Promise<Buffer> {
  const { statusCode = 0, headers } = response
  const end = (error: CommandError) => {
    response.destroy()
    return error
  }
  if (statusCode >= 300 && statusCode < 400) {
    throw end(
      new CommandError(
        `${name} is a redirect, which is not followed.`,
        'Give the address it leads to.',
      ),
    )
  }
  if (statusCode !== 200) {
    throw end(
      new CommandError(`${name} cannot be fetched (status ${statusCode}).`, 'Check the address.'),
    )
  }
  const tooLarge = () =>
    new UsageError(
      `${name} has more than ${formatBytes(limitBytes)}.`,
      'Make it smaller, or give a part of it as a file.',
    )
  if (Number(headers['content-length']) > limitBytes) throw end(tooLarge())
  return collect(response, limitBytes, () => end(tooLarge()))
}

function describe(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return code ?? message
}
