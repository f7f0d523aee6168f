import { readFileSync } from 'node:fs'
import type { SecureContext } from 'node:tls'
import { TransportError } from '../errors/transport-error.ts'

const variables = ['CODEX_CA_CERTIFICATE', 'SSL_CERT_FILE'] as const

/** Certificates of authorities to trust beside Node's own, and the variable that named them. */
export interface ExtraCertificates {
  readonly variable: (typeof variables)[number]
  readonly file: string
}

/** The file the environment names: `CODEX_CA_CERTIFICATE`, else `SSL_CERT_FILE`. @see docs/protocol.md §10 */
export function extraCertificatesFrom(env: NodeJS.ProcessEnv): ExtraCertificates | undefined {
  for (const variable of variables) {
    const file = env[variable]
    if (file) return { variable, file }
  }
  return undefined
}

/**
 * Trust in what Node trusts by itself, `NODE_EXTRA_CA_CERTS` included, and in the extra file. Made once for
 * all connections: with the same certificates as a list, each connection would read every one of them again,
 * for tens of milliseconds.
 *
 * @throws {@link TransportError} `CONNECTION_FAILED` when the file cannot be read
 */
export function trustIn({ variable, file }: ExtraCertificates): SecureContext {
  // Not imported: it takes longer to load than the whole library.
  const { createSecureContext } = process.getBuiltinModule('node:tls')
  try {
    const trust = createSecureContext()
    const context: { addCACert(certificates: Buffer): void } = trust.context
    context.addCACert(readFileSync(file))
    return trust
  } catch (cause) {
    throw new TransportError('CONNECTION_FAILED', `The certificates in ${file} cannot be read.`, {
      cause,
      hint: `Correct or remove the environment variable ${variable}.`,
    })
  }
}
