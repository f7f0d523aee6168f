import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { resolveCodexHome } from '@via-codex/core'
import { credentialSources, describeSources } from '../auth/credential-sources.ts'
import { choosePlace, type PlaceSettings } from '../place.ts'
import { listOtherPrograms, type OtherProgram } from './other-programs.ts'

/** Something about the surroundings that matters when it fails; without secrets. */
export interface Fact {
  readonly name: string
  readonly detail: string
}

/** What is known before anything is tried, without the network. */
export async function gatherFacts(
  settings: PlaceSettings,
  env: NodeJS.ProcessEnv,
): Promise<Fact[]> {
  const { codexHome, profile } = await choosePlace(settings, env)
  const home = resolveCodexHome(codexHome, env).path
  return [
    { name: 'Home', detail: profile === undefined ? home : `${home}, profile ${profile}` },
    { name: 'Looked at', detail: describeSources(await credentialSources(settings, env)) },
    { name: 'Codex CLI', detail: await describeNeighbour(home) },
    { name: 'Running', detail: describeOthers(await listOtherPrograms()) },
    { name: 'Proxy', detail: describeProxy(env) },
    { name: 'Certificates', detail: describeCertificates(env) },
  ]
}

/** No system tells who reads a file now and then: the candidates are named. */
function describeOthers(programs: readonly OtherProgram[] | undefined): string {
  if (!programs) return 'other programs cannot be listed here'
  if (programs.length === 0) return 'no other program that uses Codex logins'
  const names = programs.map(({ name, pid }) => `${name} (process ${pid})`)
  return `${names.join(', ')}: with this home they share this login`
}

/** That the Codex CLI has renewed a login here leaves a trace. */
async function describeNeighbour(home: string): Promise<string> {
  const stats = await stat(join(home, 'auth.lock')).catch(() => undefined)
  return stats
    ? 'uses this home, too (its auth.lock is there)'
    : 'no sign of it in this home (no auth.lock)'
}

/** As the transport reads them: lower case first. Hosts only: an address may hold a password. */
function describeProxy(env: NodeJS.ProcessEnv): string {
  const found = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY'].flatMap((name) => {
    const variable = [name.toLowerCase(), name].find((spelling) => env[spelling])
    if (variable === undefined) return []
    const host = URL.parse(env[variable] ?? '')?.host
    return [`${variable} → ${host || 'no address'}`]
  })
  if (found.length === 0) return 'none is set'
  const isLimited = env['no_proxy'] || env['NO_PROXY']
  return [...found, ...(isLimited ? ['NO_PROXY is set'] : [])].join(', ')
}

function describeCertificates(env: NodeJS.ProcessEnv): string {
  const extra = ['CODEX_CA_CERTIFICATE', 'SSL_CERT_FILE'].find((name) => env[name])
  const used = [extra, env['NODE_EXTRA_CA_CERTS'] && 'NODE_EXTRA_CA_CERTS'].filter(
    (name) => name !== undefined && name !== '',
  )
  if (used.length === 0) return "Node's own"
  return `Node's own and ${used.map((name) => `${name} → ${env[name ?? ''] ?? ''}`).join(', ')}`
}
