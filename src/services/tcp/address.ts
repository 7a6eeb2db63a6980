import { failing, hostOf, portOf } from '../../core/connection/settings-fields.js';
import { text } from '../../core/definition/kinds/index.js';
import { type Kind, param } from '../../core/definition/param.js';

export interface Address {
  host: string;
  port: number;
}

const TAKES = 'host and port: example.com:4242, 127.0.0.1:4242, [::1]:4242';

const plain = text('').kind;

const kind: Kind<string, Address> = {
  ...plain,
  takes: TAKES,
  async parse(value, context) {
    const given = (await plain.parse(value, context)).trim();
    const fail = failing(context, TAKES);
    const bare = given.replace(/^tcp:\/\//i, '');
    const at = bare.lastIndexOf(':');
    // An IPv6 address without brackets has colons of its own.
    const ambiguous = bare.indexOf(':') !== at && !bare.startsWith('[');
    if (at < 0 || bare.endsWith(']')) throw fail('the port is missing');
    if (ambiguous) throw fail('an IPv6 address must be in brackets');
    const port = bare.slice(at + 1);
    if (port === '') throw fail('the port is missing');
    return { host: hostOf(bare.slice(0, at), fail), port: portOf(port, 0, fail) };
  },
};

/** The address of the server. */
export const address = param(kind, 'Host and port of the server', {
  role: 'destination',
  example: 'example.com:4242',
});
