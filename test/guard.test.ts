import { spawnSync } from 'node:child_process'
import dgram from 'node:dgram'
import dns, { lookup } from 'node:dns/promises'
import { existsSync } from 'node:fs'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { homedir, tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import tls from 'node:tls'

import { describe, expect, it } from 'vitest'

import { isLoopback } from '../tools/network-guard.mjs'

const beyond = expect.objectContaining({ code: 'ERR_BEYOND_LOOPBACK' })
// A documentation address (RFC 5737): even without the guard nothing answers there.
const far = '192.0.2.1'

describe('the network guard', () => {
  it.each([
    '127.0.0.1',
    '127.8.9.1',
    '::1',
    '[::1]',
    '::ffff:127.0.0.1',
    'localhost',
    'a.localhost.',
    '0.0.0.0',
  ])('takes %s for this machine', (host) => {
    expect(isLoopback(host)).toBe(true)
  })

  it.each([
    'chatgpt.com',
    '192.168.0.1',
    '10.0.0.1',
    '127.0.0.1.example',
    '2001:db8::1',
    'localhost.example',
    '',
  ])('takes "%s" for another', (host) => {
    expect(isLoopback(host)).toBe(false)
  })

  it.each([
    ['net.connect(options)', () => net.connect({ host: far, port: 443 })],
    ['net.connect(port, host)', () => net.connect(443, far)],
    ['a name', () => net.connect(443, 'chatgpt.com')],
    ['socket.connect', () => new net.Socket().connect({ host: far, port: 443 })],
    ['tls.connect', () => tls.connect({ host: far, port: 443 })],
    ['http.get', () => http.get({ host: far })],
    ['a datagram', () => dgram.createSocket('udp4').send('x', 53, far)],
    ['a connected datagram socket', () => dgram.createSocket('udp4').connect(53, far)],
    ['lookup', () => lookup('chatgpt.com')],
    ['dns.resolve4', () => dns.resolve4('chatgpt.com')],
    ['a resolver', () => new dns.Resolver().resolve4('chatgpt.com')],
  ])('refuses %s', (_name, reach) => {
    expect(reach).toThrow(beyond as Error)
  })

  it('refuses fetch', async () => {
    await expect(fetch(`http://${far}/`)).rejects.toMatchObject({ cause: beyond })
  })

  it('refuses an address that a lookup of its own gives', async () => {
    const failed = new Promise((resolve) => {
      const far4 = [{ address: far, family: 4 }]
      net
        .connect({
          host: 'far.example',
          port: 443,
          lookup: (_name, _options, done) => done(null, far4),
        })
        .once('error', resolve)
    })
    expect(await failed).toEqual(beyond)
  })

  it('lets this machine through, also under another name', async () => {
    const server = http.createServer((_request, response) => response.end('here'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('here')
    expect(await (await fetch(`http://localhost:${port}/`)).text()).toBe('here')
    const status = new Promise((resolve, reject) => {
      http
        .get({
          host: 'named.example',
          port,
          lookup: (_name, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
        })
        .once('response', (response) => {
          response.resume()
          resolve(response.statusCode)
        })
        .once('error', reject)
    })
    expect(await status).toBe(200)
    server.close()
  })

  it('holds in the programs that a test starts, and says nothing there', () => {
    const program = `fetch('http://${far}/').catch((error) => console.log(error.cause.code))`
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' })
    expect({ stdout, stderr }).toEqual({ stdout: 'ERR_BEYOND_LOOPBACK\n', stderr: '' })
  })
})

describe('the home of a test', () => {
  it('is empty, temporary and not the real one', () => {
    expect(homedir()).not.toBe(userInfo().homedir)
    expect(homedir().startsWith(tmpdir())).toBe(true)
    expect(process.env['CODEX_HOME']).toBe(join(homedir(), '.codex'))
    expect(existsSync(join(homedir(), '.codex'))).toBe(false)
  })

  it('is what programs inherit', () => {
    const { stdout } = spawnSync(process.execPath, ['-p', 'os.homedir()'], { encoding: 'utf8' })
    expect(stdout.trim()).toBe(homedir())
  })

  it('comes without keys, proxies or our own variables', () => {
    const names = Object.keys(process.env).filter((name) =>
      /^OPENAI_|_PROXY$|^VIA_CODEX_/i.test(name),
    )
    expect(names).toEqual([])
  })
})
