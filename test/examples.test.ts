/** Every example runs as its own process against the simulator: over what the build has made, if that is fresh. */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import {
  createCodexHome,
  reasoningScenario,
  refusalScenario,
  startSimulator,
  textScenario,
  toolCallsScenario,
  type JsonObject,
  type Simulator,
  type TemporaryCodexHome,
} from '../packages/simulator/src/index.ts'
import { isBuilt } from '../tools/is-built.ts'
import { root } from './support/source-files.ts'

const packages = ['ai-sdk', 'core', 'langchain', 'simulator']
const built = packages.map((name) =>
  isBuilt(`packages/${name}/dist/index.js`, [`packages/${name}/src`]),
)
/** Starting a process from the sources takes twice as long. */
const isBuiltWhole = (await Promise.all(built)).every(Boolean)

let simulator: Simulator
let home: TemporaryCodexHome

beforeEach(async () => {
  simulator = await startSimulator()
  home = await createCodexHome(simulator)
})

afterEach(async () => {
  await home.dispose()
  await simulator.close()
})

const tested = new Set<string>()

describe('answer.ts', () => {
  it('prints the answer', async () => {
    simulator.scenario(textScenario('To scoop up fish.'))
    expect(await run('answer.ts')).toEqual({ code: 0, stdout: 'To scoop up fish.\n', stderr: '' })
  })

  it('shares the login it finds, renewed when it has ended', async () => {
    simulator.authority.expire(home.login?.accessToken ?? '')
    simulator.scenario(textScenario('Still here.'))
    expect(await run('answer.ts')).toMatchObject({ code: 0, stdout: 'Still here.\n' })
    expect(simulator.authority.counts.refreshes).toBe(1)
  })
})

it('stream.ts prints the text as it comes, then what it took', async () => {
  simulator.scenario({ ...textScenario('It dives, and scoops.'), usage: { outputTokens: 7 } })
  const { code, stdout, stderr } = await run('stream.ts')
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'It dives, and scoops.\n' })
  expect(stderr).toMatch(/^\d+ in, 7 out, \d+ total\n12\.5 % of the window used\n$/)
})

it('chat.ts sends the whole conversation back, reasoning included', async () => {
  simulator.scenario(
    reasoningScenario('Bills.', 'The Australian pelican.'),
    textScenario('The sword-billed hummingbird, for its size.'),
  )
  expect(await run('chat.ts')).toEqual({
    code: 0,
    stdout: 'The Australian pelican.\nThe sword-billed hummingbird, for its size.\n',
    stderr: '',
  })
  expect(lastInput().map((item) => item['role'] ?? item['type'])).toEqual([
    'user',
    'reasoning',
    'assistant',
    'user',
  ])
  expect(lastInput()[1]?.['encrypted_content']).toBeTypeOf('string')
})

it('tools.ts gives the output of each call back and prints the answer', async () => {
  const call = (city: string, callId: string) => ({
    name: 'get_weather',
    arguments: { city },
    callId,
  })
  simulator.scenario(
    toolCallsScenario([call('Lisbon', 'call_1'), call('Porto', 'call_2')]),
    textScenario('Clear in both.'),
  )
  expect(await run('tools.ts')).toEqual({
    code: 0,
    stdout: 'Clear in both.\n',
    stderr: 'get_weather({"city":"Lisbon"})\nget_weather({"city":"Porto"})\n',
  })
  const outputs = lastInput().filter((item) => item['type'] === 'function_call_output')
  expect(outputs.map((item) => item['call_id'])).toEqual(['call_1', 'call_2'])
})

describe('json.ts', () => {
  it('prints an answer that fits the schema', async () => {
    simulator.scenario(textScenario('{"name":"Albatross","wingspanCentimetres":350}'))
    expect(await run('json.ts')).toMatchObject({ code: 0, stdout: 'Albatross: 350 cm\n' })
    expect(simulator.requests.last('responses').body).toMatchObject({
      text: { format: { type: 'json_schema', name: 'bird', strict: true } },
    })
  })

  it('takes a refusal for what it is', async () => {
    simulator.scenario(refusalScenario('I would rather not.'))
    expect(await run('json.ts')).toEqual({ code: 0, stdout: '', stderr: 'No answer: refusal\n' })
  })
})

describe('errors.ts', () => {
  it('prints the answer when nothing is wrong', async () => {
    simulator.scenario(textScenario('Hello.'))
    expect(await run('errors.ts')).toEqual({ code: 0, stdout: 'Hello.\n', stderr: '' })
  })

  it('tells where a login was looked for', async () => {
    const { code, stderr } = await run('errors.ts', { CODEX_HOME: join(home.path, 'none') })
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `Not signed in. Looked in: ${join(home.path, 'none', 'auth.json')}\n`,
    })
  })

  it('tells why a login has ended', async () => {
    simulator.authority.expire(home.login?.accessToken ?? '')
    simulator.faults.add({ kind: 'refresh-token-invalidated' })
    const { code, stderr } = await run('errors.ts')
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'Sign in again with `codex login` (revoked).\n',
    })
  })

  it('tells when the plan is used up', async () => {
    simulator.faults.add({ kind: 'usage-limit-reached' })
    expect((await run('errors.ts')).stderr).toMatch(/^The plan is used up until \d{4}-.*Z\n$/)
  })

  it('names the models there are', async () => {
    expect((await run('errors.ts', {}, ['gpt-none'])).stderr).toContain('gpt-5.5')
  })

  it('keeps what had come of an answer that broke off', async () => {
    simulator.scenario(textScenario('Half an answer'))
    simulator.faults.add({ kind: 'end-early', afterEvents: 5 })
    expect((await run('errors.ts')).stderr).toMatch(/^The answer broke off after: Half /)
  })

  it('says the code, the message and the hint of anything else', async () => {
    simulator.faults.add({ kind: 'context-length-exceeded' })
    expect((await run('errors.ts')).stderr).toMatch(/^CONTEXT_WINDOW_EXCEEDED: .+\n.+\n$/)
  })
})

it('sign-in.ts signs in by a code, keeps the login and uses it', async () => {
  const CODEX_HOME = join(home.path, 'new')
  simulator.scenario(textScenario('Hello.'))
  const { code, stdout, stderr } = await run('sign-in.ts', { CODEX_HOME })
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'Hello.\n' })
  const [instruction, outcome] = stderr.split('\n')
  expect(instruction).toMatch(/^Open http.+\/codex\/device and type \S+$/)
  expect(outcome).toMatch(/^Signed in as \S+@\S+, kept in /)
  const kept = JSON.parse(readFileSync(join(CODEX_HOME, 'auth.json'), 'utf8'))
  expect(simulator.requests.bearers('responses')).toEqual([kept.tokens.access_token])
})

it('chatgpt-plan.ts has a person sign in once, and uses the plan', async () => {
  const directory = join(home.path, 'pelican-facts')
  simulator.scenario(textScenario('They are old.'), textScenario('They are heavy.'))
  const first = await run('chatgpt-plan.ts', {}, [directory], async (line) => {
    const [, url] = /^Continue with ChatGPT: (http\S+)$/.exec(line) ?? []
    if (url) await (await fetch(url)).text()
  })
  expect(first).toMatchObject({ code: 0, stdout: 'They are old.\n' })
  expect(first.stderr).toContain("Signed in as ada@fake.example. You're using your ChatGPT plan")
  expect(await run('chatgpt-plan.ts', {}, [directory])).toEqual({
    code: 0,
    stdout: 'They are heavy.\n',
    stderr: 'Using ChatGPT plan · https://chatgpt.com/settings/usage\n',
  })
  expect(simulator.siwc.registrations()).toMatchObject([{ agentName: 'Pelican Facts' }])
})

describe('own-tokens.ts', () => {
  it('sends the token it is given, and looks for no login', async () => {
    const { accessToken } = simulator.authority.issue()
    const file = join(home.path, 'token.txt')
    writeFileSync(file, `${accessToken}\n`)
    simulator.scenario(textScenario('Hello.'))
    expect(await run('own-tokens.ts', { CODEX_HOME: join(home.path, 'none') }, [file])).toEqual({
      code: 0,
      stdout: 'Hello.\n',
      stderr: '',
    })
    expect(simulator.requests.bearers('responses')).toEqual([accessToken])
  })

  it('asks once more for a token that was refused', async () => {
    const file = join(home.path, 'token.txt')
    writeFileSync(file, simulator.authority.issue().accessToken)
    simulator.faults.add({ kind: 'unauthorized', times: Infinity })
    const { code, stderr } = await run('own-tokens.ts', {}, [file])
    expect(code).toBe(1)
    expect(stderr.match(/reading it again/g)).toHaveLength(1)
    expect(stderr).toContain('UNAUTHORIZED')
  })
})

describe('openai-sdk.ts', () => {
  it('prints the answer as it comes', async () => {
    simulator.scenario(textScenario('To scoop up fish.'))
    const { code, stdout, stderr } = await run('openai-sdk.ts')
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'To scoop up fish.\n' })
    expect(stderr).toMatch(/^\d+ tokens\n$/)
  })

  it('finds our error behind the SDK’s', async () => {
    const { code, stderr } = await run('openai-sdk.ts', { CODEX_HOME: join(home.path, 'none') })
    expect(code).toBe(1)
    expect(stderr).toMatch(/^CREDENTIAL_NOT_FOUND: .+\n$/)
  })
})

it('agents-sdk.ts hands over, calls the tool and prints the answer', async () => {
  simulator.scenario(
    toolCallsScenario([{ name: 'transfer_to_Ornithologist', arguments: {} }]),
    toolCallsScenario([{ name: 'wingspan', arguments: { bird: 'albatross' } }]),
    textScenario('Up to 350 cm.'),
  )
  expect(await run('agents-sdk.ts')).toEqual({
    code: 0,
    stdout: 'Ornithologist: Up to 350 cm.\n',
    stderr: '',
  })
  const outputs = lastInput().filter((item) => item['type'] === 'function_call_output')
  expect(outputs).toHaveLength(2)
  expect(JSON.stringify(outputs[1])).toContain('350')
})

it('langgraph-agent.ts calls both tools, and remembers the thread', async () => {
  simulator.scenario(
    toolCallsScenario([
      { name: 'get_weather', arguments: { city: 'Lisbon' }, callId: 'call_1' },
      { name: 'get_time', arguments: { city: 'Lisbon' }, callId: 'call_2' },
    ]),
    textScenario('It is 21 degrees at half past six.'),
    textScenario('Yes, until sunset.'),
  )
  expect(await run('langgraph-agent.ts')).toEqual({
    code: 0,
    stdout: 'It is 21 degrees at half past six.\nYes, until sunset.\n',
    stderr: '',
  })
  expect(lastInput().map((item) => item['role'] ?? item['type'])).toEqual([
    'user',
    'function_call',
    'function_call',
    'function_call_output',
    'function_call_output',
    'assistant',
    'user',
  ])
})

it('offline.ts needs no other side but its own', async () => {
  const { code, stdout, stderr } = await run('offline.ts', { VIA_CODEX_CHATGPT_URL: '' })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^You said: “Hello”.*\n2 requests\n$/)
  expect(simulator.requests.count()).toBe(0)
})

it('are all tested here', () => {
  const files = readdirSync(join(root, 'examples')).filter((name) => name.endsWith('.ts'))
  expect([...tested].toSorted()).toEqual(files.toSorted())
})

function lastInput(): JsonObject[] {
  return (simulator.requests.last('responses').body as { input: JsonObject[] }).input
}

interface Outcome {
  code: number | null
  stdout: string
  stderr: string
}

async function run(
  file: string,
  env: Record<string, string> = {},
  args: readonly string[] = [],
  onLine: (line: string) => unknown = () => {},
): Promise<Outcome> {
  tested.add(file)
  const child = spawn(
    process.execPath,
    [
      ...(isBuiltWhole ? [] : ['--conditions=@via-codex/source']),
      '--disable-warning=ExperimentalWarning',
      join(root, 'examples', file),
      ...args,
    ],
    {
      env: {
        ...process.env,
        CODEX_HOME: home.path,
        VIA_CODEX_CHATGPT_URL: simulator.endpoints.chatgpt,
        VIA_CODEX_API_URL: simulator.endpoints.api,
        VIA_CODEX_AUTH_URL: simulator.endpoints.auth,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  createInterface(child.stderr).on('line', (line) => void onLine(line))
  const end = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const [code, stdout, stderr] = await Promise.all([end, text(child.stdout), text(child.stderr)])
  return { code, stdout, stderr }
}
