import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { afterFile } from './after-file.js';

interface Target {
  host?: string;
  port?: number | string;
  path?: string | null;
  lookup?: typeof dns.lookup;
}

interface Watch {
  /** What names resolve to; any other name does not exist. */
  names: Readonly<Record<string, readonly string[]>>;
  /** Connections that are really made, to servers of the test. */
  passes: (port: number) => boolean;
}

/**
 * Watches every socket of this process, whichever code opens it, until the test file ends: the addresses it
 * would connect to, after its own lookup. Connections are refused, so nothing leaves this machine.
 * Returns the addresses so far, as `address:port`.
 */
export function watchConnections({ names, passes }: Watch): string[] {
  const made: string[] = [];
  const { connect } = net.Socket.prototype;
  const { lookup } = dns;
  net.Socket.prototype.connect = function (this: net.Socket, ...given: unknown[]) {
    const target = targetOf(given);
    const port = Number(target.port);
    if (typeof target.path !== 'string' && passes(port)) {
      return Reflect.apply(connect, this, given) as typeof this;
    }
    const refuse = (error: Error) => process.nextTick(() => this.destroy(error));
    addressesOf(target).then((addresses) => {
      made.push(...addresses);
      const error = new Error(`${addresses.join(', ')} refused by the test`);
      refuse(Object.assign(error, { code: 'ECONNREFUSED', syscall: 'connect' }));
    }, refuse);
    return this;
  };
  dns.lookup = known(names, lookup) as typeof dns.lookup;
  syncBuiltinESMExports();
  afterFile(() => {
    net.Socket.prototype.connect = connect;
    dns.lookup = lookup;
    syncBuiltinESMExports();
  });
  return made;
}

/** What a socket is told to connect to, in any of the forms. */
function targetOf([first, second]: unknown[]): Target {
  if (Array.isArray(first)) return first[0] as Target;
  if (typeof first === 'object' && first !== null) return first;
  if (typeof first === 'string' && !/^\d+$/.test(first)) return { path: first };
  return { port: first as number, host: typeof second === 'string' ? second : 'localhost' };
}

function addressesOf({ host = 'localhost', port, path, lookup }: Target): Promise<string[]> {
  if (typeof path === 'string') return Promise.resolve([`socket:${path}`]);
  if (net.isIP(host)) return Promise.resolve([`${host}:${port}`]);
  return new Promise((resolve, reject) => {
    (lookup ?? dns.lookup)(host, { all: true }, (error, found) => {
      if (error) reject(error);
      else resolve(found.map(({ address }) => `${address}:${port}`));
    });
  });
}

type Callback = (error: Error | null, found?: unknown, family?: number) => void;

/** The system's lookup for a few names, and for numbers in any notation. */
function known(names: Watch['names'], system: typeof dns.lookup) {
  return (name: string, options: { all?: boolean }, callback: Callback) => {
    if (/^(localhost|[\d.]+|0x[\da-fx.]+|[\da-f:.]*:[\da-f:.]*)$/i.test(name)) {
      return system(name, options as { all: true }, callback as never);
    }
    const addresses = names[name];
    const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
    if (!addresses) return process.nextTick(callback, error);
    const found = addresses.map((address) => ({ address, family: net.isIP(address) }));
    if (options.all) return process.nextTick(callback, null, found);
    return process.nextTick(callback, null, found[0]!.address, found[0]!.family);
  };
}
