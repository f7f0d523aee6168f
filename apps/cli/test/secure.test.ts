import { mkdir, readdir, writeFile } from 'node:fs/promises'
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

it.skipIf(process.platform !== 'linux')(
  'what Node compiles is kept in the folder of the user, nothing in one that others share',
  async () => {
    await using world = await openWorld()
    const [cache, shared] = [join(world.home.path, 'cache'), join(world.home.path, 'tmp')]
    await mkdir(shared)
    const env = { XDG_CACHE_HOME: cache, TMPDIR: shared, NODE_COMPILE_CACHE: undefined }
    expect(await world.spawn(['Hello'], { env })).toMatchObject({ exitCode: 0 })
    expect(await readdir(join(cache, 'via-codex', 'compiled'))).toHaveLength(1)
    expect(await readdir(shared)).toEqual([])
  },
)
