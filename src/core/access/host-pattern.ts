// Not imported: an import of node:net also loads its block lists, which would slow down a short
// command.
const net = process.getBuiltinModule('node:net');

/**
 * True if a host matches one of these patterns, in the format of NO_PROXY: a name with its
 * subdomains (`example.com`, `.example.com`, `*.example.com`), an address, a network
 * (`10.0.0.0/8`), each with an optional port (`example.com:8080`), or `*`.
 */
export function matchesHost(patterns: readonly string[], host: string, port: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  return patterns.some((pattern) => {
    if (pattern === '*') return true;
    const { name, port: wantedPort } = splitPort(pattern.toLowerCase());
    if (wantedPort && wantedPort !== port) return false;
    if (net.isIP(bare)) return bare === name || isInNetwork(bare, name);
    const suffix = name.replace(/^\*?\./, '');
    return bare === suffix || bare.endsWith(`.${suffix}`);
  });
}

/** A name or address, and the port after it. The colons of an IPv6 address do not count. */
function splitPort(entry: string): { name: string; port?: string } {
  const [, bracketed, port] = /^\[(.+)\](?::(\d+))?$/.exec(entry) ?? [];
  if (bracketed) return { name: bracketed, port };
  const [, name, plainPort] = /^([^:]+):(\d+)$/.exec(entry) ?? [];
  return name ? { name, port: plainPort } : { name: entry };
}

function isInNetwork(host: string, network: string): boolean {
  const [, address = '', bits] = /^(.+)\/(\d+)$/.exec(network) ?? [];
  const version = net.isIP(address);
  if (!version || net.isIP(host) !== version || Number(bits) > (version === 4 ? 32 : 128))
    return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const block = new net.BlockList();
  block.addSubnet(address, Number(bits), family);
  return block.check(host, family);
}
