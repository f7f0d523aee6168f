import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { JsonObject } from '../json.ts'

interface SigningKey {
  kid: string
  privateKey: KeyObject
  /** As the key endpoint shows it. */
  jwk: JsonObject
}

/** Making a key takes a while, so simulators of one process begin with the same one. */
let firstKey: SigningKey | undefined

/** The RSA keys that ID tokens are signed with; unlike all other values here, no seed repeats them. */
export class SigningKeys {
  #current: SigningKey | undefined
  #stranger: SigningKey | undefined
  #made = 0

  /** The public keys in force. */
  jwks(): JsonObject {
    return { keys: [this.#key().jwk] }
  }

  /** From now on another key signs, and only that one is shown. */
  rotate(): void {
    this.#current = createKey(`fake-key-${++this.#made + 1}`)
  }

  /** A signed JWT: by the key in force, or by one that was never shown but bears its name. */
  sign(payload: JsonObject, by: 'current' | 'stranger' = 'current'): string {
    const key = this.#key()
    this.#stranger ??= by === 'stranger' ? createKey('fake-stranger') : undefined
    const { privateKey } = (by === 'stranger' && this.#stranger) || key
    const signed = `${part({ alg: 'RS256', kid: key.kid, typ: 'JWT' })}.${part(payload)}`
    return `${signed}.${createSign('sha256').update(signed).sign(privateKey, 'base64url')}`
  }

  #key(): SigningKey {
    this.#current ??= firstKey ??= createKey('fake-key-1')
    return this.#current
  }
}

function createKey(kid: string): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }
  return { kid, privateKey, jwk }
}

/** A JWT with another algorithm in its head and no signature worth the name. */
export function unsignedJwt(payload: JsonObject, algorithm: string): string {
  return `${part({ alg: algorithm, typ: 'JWT' })}.${part(payload)}.${algorithm === 'none' ? '' : 'ZmFrZQ'}`
}

function part(value: JsonObject): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
