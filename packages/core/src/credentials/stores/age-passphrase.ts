import {
  createCipheriv,
  createDecipheriv,
  randomBytes,
  scrypt,
  type CipherGCMTypes,
} from 'node:crypto'
import type { Identity, Recipient } from 'age-encryption'

const label = Buffer.from('age-encryption.org/v1/scrypt')
const saltBytes = 16
const tagBytes = 16
/** More would take gigabytes of memory: a file that asks for it was not written by the Codex CLI. */
const maxLogN = 20

/**
 * An age file that a passphrase opens, as text.
 *
 * The key is derived by Node's own scrypt, off the main thread; the library's would block it for seconds.
 *
 * @returns `undefined` when the passphrase does not open it
 * @throws whatever the library throws for bytes that are no age file, or not a whole one
 */
export async function decryptWithPassphrase(
  file: Uint8Array,
  passphrase: string,
): Promise<string | undefined> {
  const { Decrypter } = await import('age-encryption')
  const decrypter = new Decrypter()
  const identity = new PassphraseIdentity(passphrase)
  decrypter.addIdentity(identity)
  try {
    return await decrypter.decrypt(file, 'text')
  } catch (error) {
    if (identity.isRefused) return undefined
    throw error
  }
}

/** @param logN base-2 logarithm of the scrypt work factor; each step doubles time and memory */
export async function encryptWithPassphrase(
  text: string,
  passphrase: string,
  logN: number,
): Promise<Uint8Array> {
  const { Encrypter, Stanza } = await import('age-encryption')
  const recipient: Recipient = {
    async wrapFileKey(fileKey) {
      const salt = randomBytes(saltBytes)
      const key = await deriveKey(passphrase, salt, logN)
      return [new Stanza(['scrypt', toBase64(salt), String(logN)], seal(fileKey, key))]
    },
  }
  const encrypter = new Encrypter()
  encrypter.addRecipient(recipient)
  return encrypter.encrypt(text)
}

class PassphraseIdentity implements Identity {
  /** Whether the file was read as far as its lock, and the passphrase did not fit. */
  isRefused = false
  readonly #passphrase: string

  constructor(passphrase: string) {
    this.#passphrase = passphrase
  }

  async unwrapFileKey(stanzas: readonly { args: string[]; body: Uint8Array }[]) {
    const [stanza, ...others] = stanzas
    if (!stanza || others.length > 0) throw new Error('not locked by one passphrase alone')
    const [type, saltText = '', logNText = ''] = stanza.args
    const salt = Buffer.from(saltText, 'base64')
    const logN = Number(logNText)
    const isValid =
      type === 'scrypt' &&
      salt.length === saltBytes &&
      /^[1-9]\d?$/.test(logNText) &&
      logN <= maxLogN &&
      stanza.body.length === 2 * tagBytes
    if (!isValid) throw new Error('not locked by a passphrase that can be tried')
    const fileKey = unseal(stanza.body, await deriveKey(this.#passphrase, salt, logN))
    this.isRefused = fileKey === undefined
    return fileKey ?? null
  }
}

function deriveKey(passphrase: string, salt: Uint8Array, logN: number): Promise<Buffer> {
  const N = 2 ** logN
  const r = 8
  return new Promise((resolve, reject) => {
    scrypt(
      passphrase,
      Buffer.concat([label, salt]),
      32,
      { N, r, p: 1, maxmem: 2 * 128 * N * r },
      (error, key) => (error ? reject(error) : resolve(key)),
    )
  })
}

// Node's types know the tags of this cipher only under the name of another one.
const cipherName = 'chacha20-poly1305' as CipherGCMTypes
const nonce = Buffer.alloc(12)

function seal(fileKey: Uint8Array, key: Buffer): Uint8Array {
  const cipher = createCipheriv(cipherName, key, nonce, { authTagLength: tagBytes })
  return Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()])
}

function unseal(body: Uint8Array, key: Buffer): Uint8Array | undefined {
  const decipher = createDecipheriv(cipherName, key, nonce, { authTagLength: tagBytes })
  decipher.setAuthTag(body.subarray(-tagBytes))
  try {
    return new Uint8Array(
      Buffer.concat([decipher.update(body.subarray(0, -tagBytes)), decipher.final()]),
    )
  } catch {
    return undefined
  }
}

function toBase64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}
