import ipaddr from 'ipaddr.js'

/**
 * Whether an address is one of the public Internet's: not of this machine, this network, a cloud's own
 * services, or a tunnel to any of them.
 */
export function isPublicAddress(address: string): boolean {
  // IPv4 written as IPv6 is judged as what it is.
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast'
}
