/** For the tests of packages that stand between a host and core. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { expect, onTestFinished } from 'vitest'
import {
  signInWithSiwc,
  siwc,
  type CodexClientOptions,
  type SiwcCredential,
} from '../packages/core/src/index.ts'
import {
  createCodexHome,
  startSimulator,
  type Authority,
  type JsonObject,
  type Scenario,
  type Simulator,
  type SimulatorOptions,
  type SiwcAuthority,
} from '../packages/simulator/src/index.ts'
import { differences, type BackendName } from './backends.ts'

/** What of a login goes over the wire. */
export interface ConnectedLogin {
  readonly accessToken: string
  readonly refreshToken: string
  readonly idToken: string
  /** Of a Codex login. */
  readonly accountId?: string
}

export interface LoginOptions {
  /** Of a Codex login. @default 'plus' */
  readonly planType?: string
  /** The access token has ended. @default false */
  readonly expired?: boolean
}

/** Options of a client, or of what is made over one. */
export type ConnectedOptions = Pick<CodexClientOptions, 'codexHome' | 'credential' | 'endpoints'>

export interface ConnectedSimulator {
  readonly backend: BackendName
  readonly simulator: Simulator
  /** Where requests go, and as whom. */
  readonly options: ConnectedOptions
  /** The same, where nobody has signed in. */
  readonly signedOut: ConnectedOptions
  readonly login: ConnectedLogin
  /** Whoever gave the login. */
  readonly authority: Pick<Authority | SiwcAuthority, 'expire' | 'counts'>
  /** The body of the newest request to a model. */
  readonly body: () => JsonObject
  /** The items of its input. */
  readonly input: () => JsonObject[]
}

/**
 * A simulator with strict rules and a login for one of its backends, all of which end with the test.
 *
 * @param close ends what was made over them, first
 */
export async function connectSimulator(
  backend: BackendName,
  close: () => Promise<void>,
  simulatorOptions: SimulatorOptions = {},
  loginOptions: LoginOptions = {},
): Promise<ConnectedSimulator> {
  const simulator = await startSimulator({ paceMs: 0, seed: 7, ...simulatorOptions })
  const { login, there, elsewhere, dispose } = await logIn[backend](simulator, loginOptions)
  onTestFinished(async () => {
    await close()
    await simulator.close()
    await dispose()
  })
  const body = () => simulator.requests.last('responses').body as JsonObject
  const { endpoints } = simulator
  return {
    backend,
    simulator,
    login,
    options: { ...there, endpoints },
    signedOut: { ...elsewhere, endpoints },
    authority: backend === 'siwc' ? simulator.siwc : simulator.authority,
    body,
    input: () => body()['input'] as JsonObject[],
  }
}

interface KeptLogin {
  readonly login: ConnectedLogin
  readonly there: ConnectedOptions
  readonly elsewhere: ConnectedOptions
  readonly dispose: () => Promise<void>
}

const logIn: Readonly<
  Record<BackendName, (simulator: Simulator, options: LoginOptions) => Promise<KeptLogin>>
> = {
  async codex(simulator, options) {
    const home = await createCodexHome(simulator, options)
    return {
      login: home.login ?? expect.fail('There is no login.'),
      there: { codexHome: home.path },
      elsewhere: { codexHome: join(home.path, 'none') },
      dispose: () => home.dispose(),
    }
  },
  async siwc(simulator, { expired }) {
    const directory = await mkdtemp(join(tmpdir(), 'via-codex-siwc-'))
    const login = await keepSiwcLogin(simulator, directory, expired)
    return {
      login,
      there: { credential: siwcIn(directory) },
      elsewhere: { credential: siwcIn(join(directory, 'none')) },
      dispose: () => rm(directory, { recursive: true, force: true }),
    }
  },
}

function siwcIn(directory: string): SiwcCredential {
  return siwc({ agentName: 'my-app', directory, dangerouslyStorePlaintext: true })
}

/** What a sign-in leaves behind, without the thirty milliseconds that its steps through a browser take. */
async function keepSiwcLogin(
  { siwc: authority, url }: Simulator,
  directory: string,
  expired = false,
) {
  const login = authority.issue(expired ? { expiresInMs: -60_000 } : {})
  const { clientId, subject, email, scopes, expiresAt } = login
  const registration = { issuer: url, clientId, agentName: 'my-app', subject, email, scopes }
  const record = {
    version: 1,
    registration: { ...registration, status: 'ready', expiresAt: expiresAt.toISOString() },
    plaintext: {
      id_token: login.idToken,
      access_token: login.accessToken,
      refresh_token: login.refreshToken,
    },
  }
  const folder = join(directory, 'registrations')
  await mkdir(folder, { mode: 0o700 })
  await writeFile(join(folder, `${clientId}.json`), JSON.stringify(record), { mode: 0o600 })
  return login
}

/**
 * A simulator where someone has signed in to an app through a browser, the tokens sealed; it ends with the test.
 *
 * @param close ends what was made over it, first
 */
export async function connectSignedIn(close: () => Promise<void>) {
  const simulator = await startSimulator({ paceMs: 0 })
  const directory = await mkdtemp(join(tmpdir(), 'via-codex-siwc-'))
  const { endpoints } = simulator
  const entries = new Map<string, string>()
  const keyring = {
    getPassword: async (service: string, account: string) =>
      entries.get(`${service} ${account}`) ?? null,
    setPassword: async (service: string, account: string, password: string) =>
      void entries.set(`${service} ${account}`, password),
    deletePassword: async (service: string, account: string) =>
      entries.delete(`${service} ${account}`),
  }
  const credential = siwc({ agentName: 'my-app', directory })
  await signInWithSiwc({
    credential,
    keyring,
    endpoints,
    openBrowser: async (url) => void fetch(url).then((response) => response.text()),
  })
  onTestFinished(async () => {
    await close()
    await simulator.close()
    await rm(directory, { recursive: true, force: true })
  })
  return { simulator, options: { credential, keyring, endpoints } }
}

/** What the model is told before all else is where its backend has it, before so many other items. */
export function expectInstructed(
  backend: BackendName,
  body: JsonObject,
  text: string,
  otherItems: number,
): void {
  const isLifted = differences.instructions[backend].leading === 'lifted'
  const input = body['input'] as JsonObject[]
  expect(body['instructions']).toBe(isLifted ? text : undefined)
  expect(input).toHaveLength(isLifted ? otherItems : otherItems + 1)
  if (isLifted) return
  expect(input[0]).toMatchObject({ role: 'developer' })
  expect(JSON.stringify(input[0]?.['content'])).toContain(JSON.stringify(text))
}

/** Functions are where the model of a backend takes them. */
export function expectFunctions(
  backend: BackendName,
  model: string,
  body: JsonObject,
  functions: readonly object[],
): void {
  const isRecent = !model.startsWith('gpt-5.5')
  const [first] = body['input'] as JsonObject[]
  const item = isRecent && differences.functions[backend] === 'additional_tools'
  expect(item ? first : body).toMatchObject({ tools: functions })
  expect(first?.['type'] === 'additional_tools').toBe(item)
}

/** Looks for the tokens of a login in whatever can be seen. */
export function expectNoToken(seen: unknown, login: ConnectedLogin): void {
  const words = inspect(seen, { depth: 20, showHidden: true })
  for (const token of [login.accessToken, login.refreshToken, login.idToken]) {
    expect(token).toBeTypeOf('string')
    expect(words).not.toContain(token)
  }
}

/** A picture of the hosted tool, with a first sight of it. */
export const drawn: Scenario = {
  items: [
    {
      type: 'raw',
      item: { id: 'ig_1', type: 'image_generation_call', status: 'completed', result: 'RklOQUw=' },
      events: [
        {
          type: 'response.image_generation_call.partial_image',
          partial_image_index: 0,
          partial_image_b64: 'UEFSVA==',
        },
      ],
    },
  ],
}
