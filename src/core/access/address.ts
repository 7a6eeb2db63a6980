import { BlockList, isIP } from 'node:net';

/**
 * Addresses outside the public internet: IANA's special-purpose registries, and multicast.
 * https://www.iana.org/assignments/iana-ipv4-special-registry and
 * https://www.iana.org/assignments/iana-ipv6-special-registry
 */
const NOT_PUBLIC: readonly (readonly [network: string, prefix: number, what: string])[] = [
  ['0.0.0.0', 8, 'unspecified'],
  ['10.0.0.0', 8, 'private'],
  ['100.64.0.0', 10, 'a carrier’s own'],
  ['127.0.0.0', 8, 'this machine'],
  ['169.254.0.0', 16, 'link-local'],
  ['172.16.0.0', 12, 'private'],
  ['192.0.0.0', 24, 'for protocols'],
  ['192.0.2.0', 24, 'for documentation'],
  ['192.88.99.0', 24, 'a relay'],
  ['192.168.0.0', 16, 'private'],
  ['198.18.0.0', 15, 'for benchmarks'],
  ['198.51.100.0', 24, 'for documentation'],
  ['203.0.113.0', 24, 'for documentation'],
  ['224.0.0.0', 4, 'multicast'],
  ['240.0.0.0', 4, 'reserved'],
  ['::', 96, 'unspecified, this machine, or IPv4 in an old form'],
  ['::ffff:0:0:0', 96, 'IPv4 in another form'],
  ['64:ff9b::', 96, 'IPv4 through a translator'],
  ['64:ff9b:1::', 48, 'IPv4 through a translator'],
  ['100::', 64, 'discarded'],
  ['2001::', 23, 'for protocols'],
  ['2001:db8::', 32, 'for documentation'],
  ['2002::', 16, 'IPv4 through a relay'],
  ['3fff::', 20, 'for documentation'],
  ['5f00::', 16, 'for routing'],
  ['fc00::', 7, 'private'],
  ['fe80::', 10, 'link-local'],
  ['fec0::', 10, 'private'],
  ['ff00::', 8, 'multicast'],
];

const blocks = NOT_PUBLIC.map(([network, prefix, what]) => {
  const list = new BlockList();
  list.addSubnet(network, prefix, familyOf(network));
  return { list, what };
});

/**
 * Returns the kind of an address that is not on the public internet. An IPv4-mapped IPv6 address
 * (`::ffff:127.0.0.1`) counts as its IPv4 address.
 */
export function notPublic(address: string): string | undefined {
  // Remove the zone of a link-local address.
  const bare = address.split('%')[0]!;
  return blocks.find(({ list }) => list.check(bare, familyOf(bare)))?.what;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

/** The addresses at which clouds provide a machine with its credentials. */
const METADATA: ReadonlySet<string> = new Set([
  // AWS, Azure, Google Cloud, DigitalOcean, OpenStack
  '169.254.169.254',
  // AWS: containers and pods
  '169.254.170.2',
  '169.254.170.23',
  'fd00:ec2::254',
  'fd00:ec2::23',
  // Alibaba Cloud, Oracle Cloud
  '100.100.100.200',
  '192.0.0.192',
]);

/** True if an address, in any of its forms, is the metadata service of a cloud. */
export function isMetadata(address: string): boolean {
  const bare = address.split('%')[0]!.toLowerCase();
  if (isIP(bare) !== 6) return METADATA.has(bare);
  return METADATA.has(compressed(bare)) || METADATA.has(embeddedIPv4(bare) ?? '');
}

/** An IPv6 address in canonical form. */
function compressed(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

/** The IPv4 address at the end of an IPv6 address that maps or translates one. */
function embeddedIPv4(address: string): string | undefined {
  const groups = compressed(address).split(':');
  const [high = '', low = ''] = groups.slice(-2);
  if (!isHex(high) || !isHex(low)) return undefined;
  const bits = (Number.parseInt(high, 16) << 16) | Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.');
}

function isHex(text: string): boolean {
  return /^[0-9a-f]{1,4}$/.test(text);
}
