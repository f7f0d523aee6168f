import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCodexHome, startSimulator } from '@via-codex/simulator'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createCodexClient, type CodexClientOptions } from '../../src/index.ts'
import { createCertificate, type Certificate } from '../support/servers.ts'
import { startTunnel } from '../support/tunnel.ts'

let certificate: Certificate
let folder: string
let file: string
beforeAll(async () => {
  certificate = await createCertificate('chatgpt.fake.example')
  folder = await mkdtemp(join(tmpdir(), 'via-codex-ca-'))
  file = join(folder, 'ca.pem')
  await writeFile(file, certificate.cert)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function ask(env: NodeJS.ProcessEnv, options: CodexClientOptions = {}) {
  const simulator = await startSimulator({ tls: { key: certificate.key, cert: certificate.cert } })
  const home = await createCodexHome(simulator)
  const codex = createCodexClient({
    codexHome: home.path,
    endpoints: simulator.endpoints,
    env,
    retry: { maxAttempts: 1 },
    ...options,
  })
  onTestFinished(async () => {
    await codex.close()
    await simulator.close()
    await home.dispose()
  })
  await codex.responses.create({ model: 'gpt-5.5', input: 'Hello' })
  return simulator
}

describe('certificates', () => {
  test.each(['CODEX_CA_CERTIFICATE', 'SSL_CERT_FILE'])(
    '%s adds to what is trusted',
    async (name) => {
      const simulator = await ask({ [name]: file })
      expect(simulator.requests.last()).toMatchObject({ httpVersion: '2.0' })
    },
  )

  test('without it the server is not trusted, and trying again would not help', async () => {
    await expect(ask({})).rejects.toMatchObject({ code: 'CONNECTION_FAILED', isRetryable: false })
  })

  test('a file that is put right is read again', async () => {
    const simulator = await startSimulator({
      tls: { key: certificate.key, cert: certificate.cert },
    })
    await using home = await createCodexHome(simulator)
    const late = join(folder, 'late.pem')
    const { endpoints } = simulator
    const env = { CODEX_CA_CERTIFICATE: late }
    await using codex = createCodexClient({ codexHome: home.path, endpoints, env })
    await expect(codex.models.list()).rejects.toMatchObject({ code: 'CONNECTION_FAILED' })
    await writeFile(late, certificate.cert)
    await expect(codex.models.list()).resolves.not.toHaveLength(0)
    await simulator.close()
  })

  test('a file that is not there is an error that says so', async () => {
    await expect(ask({ CODEX_CA_CERTIFICATE: join(folder, 'missing') })).rejects.toMatchObject({
      code: 'CONNECTION_FAILED',
      hint: expect.stringContaining('CODEX_CA_CERTIFICATE'),
    })
  })
})

describe('a proxy', () => {
  test('carries what goes outside, tokens inside TLS, over HTTP/2', async () => {
    const simulator = await startSimulator({
      tls: { key: certificate.key, cert: certificate.cert },
    })
    const proxy = await startTunnel(Number(new URL(simulator.url).port))
    await using home = await createCodexHome(simulator)
    // Nobody but the proxy looks the name up.
    const endpoints = {
      ...simulator.endpoints,
      chatgpt: 'https://chatgpt.fake.example/backend-api',
    }
    const env = { HTTPS_PROXY: proxy.url, CODEX_CA_CERTIFICATE: file }
    await using codex = createCodexClient({
      codexHome: home.path,
      endpoints,
      env,
      retry: { maxAttempts: 1 },
    })
    await codex.responses.create({ model: 'gpt-5.5', input: 'Hello' })
    expect(proxy.asked).toEqual(['chatgpt.fake.example:443'])
    expect(simulator.requests.last('responses').httpVersion).toBe('2.0')
    await simulator.close()
  })

  test('never sees what stays on this machine', async () => {
    const proxy = await startTunnel(1)
    const simulator = await ask({
      HTTPS_PROXY: proxy.url,
      HTTP_PROXY: proxy.url,
      CODEX_CA_CERTIFICATE: file,
    })
    expect(simulator.requests.count('responses')).toBe(1)
    expect(proxy.asked).toEqual([])
  })
})
