import type { KeyringLibrary } from '../../../../src/credentials/stores/keyring-library.ts'

/** A keyring in memory, which fails when told to and counts how often it was asked. */
export class FakeKeyring implements KeyringLibrary {
  readonly entries = new Map<string, string>()
  /** What every question meets, while it is set. */
  error: Error | undefined
  /** What every change meets, while it is set. */
  writeError: Error | undefined
  reads = 0

  async getPassword(service: string, account: string): Promise<string | null> {
    this.reads++
    if (this.error) throw this.error
    return this.entries.get(`${service}/${account}`) ?? null
  }

  async setPassword(service: string, account: string, password: string): Promise<void> {
    this.#assertChangeable()
    this.entries.set(`${service}/${account}`, password)
  }

  async deletePassword(service: string, account: string): Promise<boolean> {
    this.#assertChangeable()
    return this.entries.delete(`${service}/${account}`)
  }

  /** The one value there is. */
  get value(): string | undefined {
    return [...this.entries.values()][0]
  }

  set value(value: string) {
    const [name] = this.entries.keys()
    if (name === undefined) throw new Error('no entry to change')
    this.entries.set(name, value)
  }

  #assertChangeable(): void {
    const error = this.error ?? this.writeError
    if (error) throw error
  }
}

/** What the libraries say; all of it was seen, or is in their sources. */
export const keyringWords = {
  noService:
    'Platform failure: DBus error: Using X11 for dbus-daemon autolaunch was disabled at compile time, set your DBUS_SESSION_BUS_ADDRESS instead',
  noServiceKeytar: 'Cannot autolaunch D-Bus without X11 $DISPLAY',
  noSocket: 'Platform failure: DBus error: Failed to connect to socket /run/bus: No such file',
  noCollection: "Couldn't access platform storage: Secret Service: no result found",
  dismissed: "Couldn't access platform storage: Secret Service: unlock prompt was dismissed",
  cancelledMac: 'Platform secure storage failure: User canceled the operation.',
  noPromptMac: 'Platform secure storage failure: User interaction is not allowed.',
  tooLong: "Attribute 'password encoded as UTF-16' is longer than platform limit of 2560 chars",
  other: 'Platform secure storage failure: Unknown(42)',
} as const
