import { text } from '../definition/kinds/index.js';
import type { Kind } from '../definition/param.js';
import { type Fail, failing, hostOf, portOf } from './settings-fields.js';

export interface HostPort {
  host: string;
  port: number;
}

/** Reads `example.com:4242`, `127.0.0.1:4242` or `[::1]:4242`. */
function hostAndPort(text: string, fail: Fail): HostPort {
  const at = text.lastIndexOf(':');
  // An IPv6 address without brackets has colons of its own.
  const ambiguous = text.indexOf(':') !== at && !text.startsWith('[');
  if (at < 0 || text.endsWith(']')) throw fail('the port is missing');
  if (ambiguous) throw fail('an IPv6 address must be in brackets');
  const port = text.slice(at + 1);
  if (port === '') throw fail('the port is missing');
  return { host: hostOf(text.slice(0, at), fail), port: portOf(port, 0, fail) };
}

const plain = text('').kind;

/** The kind of an address of TCP, with or without `tcp://`. */
export function hostPortKind(takes: string): Kind<string, HostPort> {
  return {
    ...plain,
    takes,
    async parse(value, context) {
      const given = (await plain.parse(value, context)).trim();
      const fail = failing(context, takes);
      const transport = /^([a-z]+):\/\//i.exec(given)?.[1]?.toLowerCase();
      if (transport && transport !== 'tcp')
        throw fail(`the transport ${transport} is not supported`);
      return hostAndPort(given.replace(/^tcp:\/\//i, ''), fail);
    },
  };
}
