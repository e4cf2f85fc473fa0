import { isIPv4, isIPv6 } from 'node:net';

/**
 * What one subscriber of the internet has: an IPv4 address, or the /64 of an IPv6 address, within which
 * everyone can choose addresses at will (RFC 6177). Anything else is left as it is.
 */
export function addressKey(ip: string): string {
  const plain = plainAddress(ip);
  if (isIPv4(plain)) return plain;
  if (!isIPv6(plain)) return ip;
  // The URL parser writes every spelling of an address in the one form of RFC 5952.
  const [head = '', tail] = new URL(`http://[${plain}]`).hostname.slice(1, -1).split('::');
  const first = head.split(':').filter(Boolean);
  const last = (tail ?? '').split(':').filter(Boolean);
  const zeros = Array<string>(8 - first.length - last.length).fill('0');
  return `${[...first, ...zeros, ...last].slice(0, 4).join(':')}::/64`;
}

/** True for an address of the machine itself. */
export function isThisMachine(ip: string): boolean {
  const plain = plainAddress(ip);
  return plain === '::1' || (isIPv4(plain) && plain.startsWith('127.'));
}

/** Without the mapping of IPv4 into IPv6, and without the name of an interface. */
function plainAddress(ip: string): string {
  return ip.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
}
