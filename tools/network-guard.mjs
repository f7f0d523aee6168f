/**
 * Refuses every connection beyond this machine, for a test process and, through `node --import`, for the programs that
 * tests start. Plain JavaScript, so that any supported Node loads it without a word on stderr.
 */
import dgram from 'node:dgram'
import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'

const installed = Symbol.for('via-codex.network-guard')

export class BeyondLoopbackError extends Error {
  code = 'ERR_BEYOND_LOOPBACK'

  /** @param {string} target host name or address */
  constructor(target) {
    super(
      `A test tried to reach ${target}: tests may only reach this machine (127.0.0.1, ::1, localhost).`,
    )
    this.name = 'BeyondLoopbackError'
  }
}

/** @param {string} host name or address */
export function isLoopback(host) {
  const name = host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
  if (name === 'localhost' || name.endsWith('.localhost')) return true
  const address = name.startsWith('::ffff:') ? name.slice('::ffff:'.length) : name
  if (net.isIPv4(address)) return address.startsWith('127.') || address === '0.0.0.0'
  return name === '::1' || name === '::'
}

/**
 * @param {string | undefined} host `undefined` means localhost, as in node:net
 */
function assertLoopback(host) {
  if (host !== undefined && !isLoopback(host)) throw new BeyondLoopbackError(host)
}

/** @typedef {{ host?: string, path?: string, lookup?: Function }} ConnectOptions */

/**
 * What `socket.connect` was asked for. Its arguments are `(options)`, `(port, host)`, `(path)`, or what node:net has
 * already made of those: one array that starts with the options.
 *
 * @param {any[]} args
 * @returns {ConnectOptions}
 */
function readTarget(args) {
  const [first, second] = args
  if (Array.isArray(first)) return readTarget(first)
  if (typeof first === 'object' && first !== null) return first
  if (typeof first === 'string' && Number.isNaN(Number(first))) return { path: first }
  return typeof second === 'string' ? { host: second } : {}
}

/**
 * A lookup of the test's own may send any name to this machine: what counts is the address that it gives.
 *
 * @param {Function} lookup
 */
function guardLookup(lookup) {
  /** @param {string} name @param {object} options @param {Function} callback */
  return (name, options, callback) =>
    lookup(
      name,
      options,
      (/** @type {Error | null} */ error, /** @type {any} */ found, /** @type {any} */ family) => {
        const addresses = Array.isArray(found) ? found.map((entry) => entry.address) : [found]
        const beyond = error ? undefined : addresses.find((address) => !isLoopback(String(address)))
        callback(
          beyond === undefined ? error : new BeyondLoopbackError(`${name} (${beyond})`),
          found,
          family,
        )
      },
    )
}

/** Installs the guard once a process; there is no way to take it off. */
export function guardNetwork() {
  const marked = /** @type {Record<symbol, boolean>} */ (/** @type {unknown} */ (globalThis))
  if (marked[installed]) return
  marked[installed] = true

  const connect = Reflect.get(net.Socket.prototype, 'connect')
  net.Socket.prototype.connect = function (/** @type {any[]} */ ...args) {
    const target = readTarget(args)
    const { host, path, lookup } = target
    if (
      !path &&
      typeof lookup === 'function' &&
      lookup !== dns.lookup &&
      host !== undefined &&
      net.isIP(host) === 0
    ) {
      target.lookup = guardLookup(lookup)
    } else if (!path) {
      assertLoopback(host)
    }
    return Reflect.apply(connect, this, args)
  }

  const send = Reflect.get(dgram.Socket.prototype, 'send')
  const connectDatagram = Reflect.get(dgram.Socket.prototype, 'connect')
  dgram.Socket.prototype.send = function (/** @type {any[]} */ ...args) {
    // (message, [offset, length,] [port,] [address,] [callback]): the address is the only string after the message.
    assertLoopback(args.slice(1).find((argument) => typeof argument === 'string'))
    return Reflect.apply(send, this, args)
  }
  dgram.Socket.prototype.connect = function (/** @type {any[]} */ ...args) {
    assertLoopback(args.find((argument) => typeof argument === 'string'))
    return Reflect.apply(connectDatagram, this, args)
  }

  for (const target of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype])
    guardNames(target)
  syncBuiltinESMExports()
}

/** @param {object} target an object whose functions ask for names */
function guardNames(target) {
  const functions = /** @type {Record<string, unknown>} */ (target)
  for (const name of Object.getOwnPropertyNames(functions)) {
    const original = functions[name]
    if (typeof original !== 'function' || !/^(?:lookup|resolve|reverse)/.test(name)) continue
    functions[name] = function (/** @type {any[]} */ ...args) {
      assertLoopback(String(args[0]))
      return Reflect.apply(original, this, args)
    }
  }
}

guardNetwork()
