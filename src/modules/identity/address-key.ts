import { isIPv4, isIPv6 } from 'node:net';

/**
 * What one subscriber of the internet has: an IPv4 address, or the /64 of an IPv6 address, within which
 * everyone can choose addresses at will (RFC 6177). Anything else is left as it is.
 */
export function addressKey(ip: string): string {
  const plain = ip.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (isIPv4(plain)) return plain;
  if (!isIPv6(plain)) return ip;
  // The URL parser writes every spelling of an address in the one form of RFC 5952.
  const [head = '', tail] = new URL(`http://[${plain}]`).hostname.slice(1, -1).split('::');
  const first = head.split(':').filter(Boolean);
  const last = (tail ?? '').split(':').filter(Boolean);
  const zeros = Array<string>(8 - first.length - last.length).fill('0');
  return `${[...first, ...zeros, ...last].slice(0, 4).join(':')}::/64`;
}
