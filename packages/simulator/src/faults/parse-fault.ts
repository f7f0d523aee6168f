import type { Fault, FaultKind } from './fault.ts'
import { isFaultKind } from './fault-kinds.ts'

/** Kinds that mean nothing without further data, with what a bare name stands for. */
const COMPLETIONS: Readonly<Partial<Record<FaultKind, object>>> = {
  chunking: { chunking: { bytes: 1 } },
  'id-token': { claims: { aud: 'oaiapp_fakeOther' } },
  'earliest-refresh-at': { value: 'some day' },
  discovery: { members: { issuer: 'https://issuer.fake.example' } },
  answer: { status: 418, body: 'A fault was asked for.' },
}

/**
 * A fault from its name: `hang`, `server-error:3` for three calls, `unauthorized:always`.
 * @throws TypeError for an unknown kind or a count that is none
 */
export function parseFault(text: string): Fault {
  const [kind = '', count = '1'] = text.split(':', 2)
  if (!isFaultKind(kind))
    throw new TypeError(`unknown fault ${JSON.stringify(kind)}; --help lists them`)
  const times = count === 'always' ? Infinity : Number(count)
  if (!(times >= 1))
    throw new TypeError(`${text}: after the colon comes a count or "always", as in ${kind}:3`)
  // Every other kind is whole with its name alone.
  return { kind, times, ...COMPLETIONS[kind] } as Fault
}
