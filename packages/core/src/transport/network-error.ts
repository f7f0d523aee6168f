import { CodexError } from '../errors/codex-error.ts'
import { TransportError } from '../errors/transport-error.ts'

const explanations: ReadonlyMap<string, string> = new Map([
  ['ENOTFOUND', 'the host name could not be resolved'],
  ['EAI_AGAIN', 'the host name could not be resolved at the moment'],
  ['ECONNREFUSED', 'nothing accepts connections there'],
  ['ECONNRESET', 'the connection was reset'],
  ['EPIPE', 'the connection was closed'],
  ['ENETUNREACH', 'the network cannot be reached'],
  ['EHOSTUNREACH', 'the host cannot be reached'],
  ['UND_ERR_SOCKET', 'the connection was closed'],
  ['CERT_HAS_EXPIRED', "the server's certificate has expired"],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', "the server's certificate is not trusted"],
  ['SELF_SIGNED_CERT_IN_CHAIN', "the server's certificate is not trusted"],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', "the server's certificate is not trusted"],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', "the server's certificate is not trusted"],
  ['ERR_TLS_CERT_ALTNAME_INVALID', "the server's certificate is for another name"],
])

/**
 * Turns what an HTTP client throws into an error of ours. Errors of ours, and whatever a signal was
 * aborted with, come back untouched.
 */
export function mapNetworkError(error: unknown, url: string, signal?: AbortSignal): unknown {
  if (CodexError.isInstance(error)) return error
  if (signal?.aborted && error === signal.reason) return error
  const host = URL.parse(url)?.host ?? 'the server'
  const code = codeOf(error)
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') {
    return new TransportError('TIMEOUT', `Connecting to ${host} took too long.`, {
      phase: 'connect',
      isRetryable: true,
      cause: error,
      hint: 'Check the network connection and any proxy.',
    })
  }
  if (code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED') {
    return new TransportError(
      'CONNECTION_FAILED',
      `No connection to ${host}: the client is closed.`,
      {
        cause: error,
        hint: 'Close a client only when its last answer is there; make a new one to go on.',
      },
    )
  }
  const explanation = (code && explanations.get(code)) ?? code ?? 'the connection failed'
  const isTrust = explanation.includes('certificate')
  return new TransportError('CONNECTION_FAILED', `No connection to ${host}: ${explanation}.`, {
    isRetryable: !isTrust,
    cause: error,
    hint: isTrust
      ? 'Behind a proxy that inspects TLS, set NODE_EXTRA_CA_CERTS to its certificate.'
      : 'Check the network connection and any proxy.',
  })
}

// `fetch` wraps the real error in a TypeError, node:net several addresses in an AggregateError.
function codeOf(error: unknown): string | undefined {
  for (let current = error, depth = 0; current instanceof Error && depth < 4; depth++) {
    const { code } = current as { code?: unknown }
    if (typeof code === 'string') return code
    current = current instanceof AggregateError ? current.errors[0] : current.cause
  }
  return undefined
}
