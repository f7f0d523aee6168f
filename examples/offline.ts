/** No login, no network: the other side runs in this process and breaks on request. */
import { createCodexClient } from '@via-codex/core'
import { createCodexHome, startSimulator } from '@via-codex/simulator'

const simulator = await startSimulator()
const home = await createCodexHome(simulator)
const codex = createCodexClient({ codexHome: home.path, endpoints: simulator.endpoints })

simulator.faults.add({ kind: 'server-error' })
const response = await codex.responses.create({ model: 'gpt-5.5', input: 'Hello' })
console.log(response.output_text)
console.log(simulator.requests.count('responses'), 'requests')

await codex.close()
await home.dispose()
await simulator.close()
