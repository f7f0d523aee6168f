import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { textScenario } from '@via-codex/simulator'
import { describe, expect, it } from 'vitest'
import { createCertificate } from './support/certificate.ts'
import { openWorld } from './support/world.ts'

describe('over TLS', () => {
  it('a prompt goes out by HTTP/2', async () => {
    const tls = await createCertificate()
    await using world = await openWorld({ tls })
    const file = join(world.home.path, 'certificate.pem')
    await writeFile(file, tls.cert)
    world.simulator.scenario(textScenario('Grüße'))
    const result = await world.spawn(['hi'], { env: { NODE_EXTRA_CA_CERTS: file } })
    expect(result).toMatchObject({ stdout: 'Grüße\n', stderr: '', exitCode: 0 })
    expect(world.simulator.requests.last('responses').httpVersion).toBe('2.0')
  })

  it('an unknown certificate is refused', async () => {
    await using world = await openWorld({ tls: await createCertificate() })
    const { stdout, lines, exitCode } = await world.spawn(['hi'])
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 5 })
    expect(lines[0]).toContain('certificate')
    expect(lines[1]).toContain('NODE_EXTRA_CA_CERTS')
    expect(world.simulator.requests.count()).toBe(0)
  })
})
