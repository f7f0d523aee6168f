import { readFileSync } from 'node:fs'
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
 * Everything to trust: what Node trusts by itself, `NODE_EXTRA_CA_CERTS` included, and the extra file.
 *
 * @throws {@link TransportError} `CONNECTION_FAILED` when the file cannot be read
 */
export function trustedCertificates({ variable, file }: ExtraCertificates): string[] {
  // Not imported: it takes longer to load than the whole library.
  const { getCACertificates } = process.getBuiltinModule('node:tls')
  try {
    return [...getCACertificates('default'), readFileSync(file, 'utf8')]
  } catch (cause) {
    throw new TransportError('CONNECTION_FAILED', `The certificates in ${file} cannot be read.`, {
      cause,
      hint: `Correct or remove the environment variable ${variable}.`,
    })
  }
}
