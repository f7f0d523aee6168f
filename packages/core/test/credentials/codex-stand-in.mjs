// Stands in for `codex app-server`: answers JSON-RPC, one message a line, as its first argument says.
import { readFileSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

const [manner, subcommand] = process.argv.slice(2)
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`)
const file = `${process.env.CODEX_HOME}/auth.json`
let isInitialized = false

async function serve() {
  for await (const line of createInterface(process.stdin)) {
    const { id, method, params } = JSON.parse(line)
    if (manner === 'hangs') continue
    if (method === 'initialize') {
      process.stderr.write('a warning\n')
      process.stdout.write('no JSON\n')
      say({ method: 'configWarning', params: {} })
      say({ id, result: { userAgent: params.clientInfo.name } })
    }
    if (method === 'initialized') isInitialized = true
    if (method !== 'getAuthStatus') continue
    if (manner === 'refuses' || !isInitialized || params.includeToken || !params.refreshToken) {
      say({ id, error: { code: -32_603, message: 'rt-fake-secret' } })
      continue
    }
    const document = JSON.parse(readFileSync(file, 'utf8'))
    document.tokens.refresh_token = 'rt-fake-renewed'
    writeFileSync(file, JSON.stringify(document))
    say({ id, result: { authMethod: 'chatgpt' } })
  }
}

if (subcommand === 'app-server' && manner !== 'ends') await serve()
else process.exitCode = 3
