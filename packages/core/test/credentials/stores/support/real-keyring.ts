import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import type { KeyringLibrary } from '../../../../src/credentials/stores/keyring-library.ts'

const run = promisify(execFile)

const programs = {
  bus: 'dbus-daemon',
  keyring: 'gnome-keyring-daemon',
  call: 'dbus-send',
  look: 'secret-tool',
}

/** Whether this machine has what a Secret Service of our own takes: dbus, gnome-keyring, libsecret-tools. */
export const hasRealKeyring =
  process.platform === 'linux' &&
  Object.values(programs).every((program) => spawnSync('which', [program]).status === 0)

/** For the title of what is then skipped. */
export const noKeyringHere = hasRealKeyring
  ? ''
  : ' (none here: install dbus, gnome-keyring and libsecret-tools)'

/** A session bus with gnome-keyring on it, in a folder of its own. */
export class RealKeyring {
  /** What programs on this bus need in their environment. */
  readonly env: Readonly<Record<string, string>>
  readonly #folder: string
  readonly #bus: ChildProcess
  #daemon: ChildProcess | undefined

  private constructor(folder: string, bus: ChildProcess, address: string) {
    this.#folder = folder
    this.#bus = bus
    this.env = {
      DBUS_SESSION_BUS_ADDRESS: address,
      HOME: folder,
      XDG_DATA_HOME: join(folder, 'data'),
      XDG_RUNTIME_DIR: join(folder, 'run'),
    }
  }

  static async start(): Promise<RealKeyring> {
    const folder = await mkdtemp(join(tmpdir(), 'keyring-'))
    await mkdir(join(folder, 'run'), { mode: 0o700 })
    const bus = spawn(programs.bus, ['--session', '--nofork', '--nopidfile', '--print-address'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      // Programs that the bus would start by itself, such as one that asks for a password, have no display.
      env: { ...process.env, HOME: folder, XDG_DATA_HOME: join(folder, 'data'), DISPLAY: '' },
    })
    const [address] = (await once(createInterface(bus.stdout), 'line')) as [string]
    const keyring = new RealKeyring(folder, bus, address)
    await keyring.unlock()
    return keyring
  }

  /** Starts the keyring open, with a default collection that is made at the first time. */
  async unlock(): Promise<void> {
    await this.#startDaemon(['--unlock'], 'fake-password')
  }

  /** Starts the keyring anew: what is in it is closed. */
  async lock(): Promise<void> {
    await this.#startDaemon([], '')
  }

  /** Takes the keyring off the bus. */
  async stopDaemon(): Promise<void> {
    if (!this.#daemon || this.#daemon.exitCode !== null) return
    const exit = once(this.#daemon, 'exit')
    this.#daemon.kill()
    await exit
  }

  /** libsecret's own tool: an independent look at what is stored. */
  async secretTool(args: readonly string[], input = ''): Promise<string> {
    const promise = run(programs.look, args, { env: { ...process.env, ...this.env } })
    promise.child.stdin?.end(input)
    const { stdout, stderr } = await promise
    return stdout + stderr
  }

  /** Its entries as ours are, by libsecret's own tool: for a process that shall keep to no session bus. */
  get library(): KeyringLibrary {
    const attributesOf = (service: string, username: string) =>
      Object.entries({ service, username, target: 'default' }).flat()
    return {
      getPassword: async (...name) => {
        // `lookup` fails where there is nothing.
        const attributes = attributesOf(...name)
        const found = await this.secretTool(['search', '--all', ...attributes])
        return found ? this.secretTool(['lookup', ...attributes]) : null
      },
      setPassword: async (service, username, password) => {
        const attributes = [...attributesOf(service, username), 'application', 'rust-keyring']
        await this.secretTool(['store', '--label', username, ...attributes], password)
      },
      deletePassword: () => Promise.reject(new Error('no test needs it')),
    }
  }

  async stop(): Promise<void> {
    await this.stopDaemon()
    const exit = once(this.#bus, 'exit')
    this.#bus.kill()
    await exit
    await rm(this.#folder, { recursive: true, force: true })
  }

  async #startDaemon(args: readonly string[], password: string): Promise<void> {
    await this.stopDaemon()
    this.#daemon = spawn(programs.keyring, ['--foreground', '--components=secrets', ...args], {
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { ...process.env, ...this.env },
    })
    this.#daemon.stdin?.end(password)
    await this.#untilOnBus()
  }

  async #untilOnBus(): Promise<void> {
    const call = 'org.freedesktop.DBus.NameHasOwner'
    for (let isThere = false; !isThere;) {
      const { stdout } = await run(
        programs.call,
        [
          '--print-reply',
          '--dest=org.freedesktop.DBus',
          '/',
          call,
          'string:org.freedesktop.secrets',
        ],
        { env: { ...process.env, ...this.env } },
      )
      isThere = stdout.includes('boolean true')
    }
  }
}
