/** The other side of a tool loop, at the end of a long wire, as a process of its own. */
import { createCodexHome, startSimulator, toolCallsScenario } from '@via-codex/simulator'
import { generate } from 'selfsigned'
import { startRelay } from './relay.ts'

export interface ServerOptions {
  readonly roundTripMs: number
  readonly slowStart: boolean
  /** How long the model thinks before its answer, in milliseconds. */
  readonly serverMs: number
}

/** What the other side says once it listens. */
export interface ServerReady {
  readonly port: number
  readonly cert: string
  readonly codexHome: string
  readonly accessToken: string
  readonly accountId: string
}

const { roundTripMs, slowStart, serverMs } = JSON.parse(process.argv[2] ?? '{}') as ServerOptions
const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
  keyType: 'ec',
  extensions: [
    { name: 'basicConstraints', cA: true },
    { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
  ],
})
const simulator = await startSimulator({
  tls: { key, cert },
  keepBodies: false,
  keepRequests: 1,
  scenario: toolCallsScenario([{ name: 'read_file', arguments: { path: 'src/index.ts' } }]),
})
if (serverMs > 0) {
  simulator.faults.add({
    kind: 'delay',
    on: 'responses',
    ms: serverMs,
    times: Number.POSITIVE_INFINITY,
  })
}
const home = await createCodexHome(simulator)
const relay = await startRelay({
  port: Number(new URL(simulator.url).port),
  roundTripMs,
  slowStart,
})
process.on('message', () => process.send?.(relay.report()))
process.on('disconnect', () => void home.dispose().then(() => process.exit()))
process.send?.({
  port: relay.port,
  cert,
  codexHome: home.path,
  accessToken: home.login?.accessToken ?? '',
  accountId: home.login?.accountId ?? '',
} satisfies ServerReady)
