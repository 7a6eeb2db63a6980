import { type HostPort, hostAndPort } from '../../core/connection/host-port.js';
import { failing } from '../../core/connection/settings-fields.js';
import { text } from '../../core/definition/kinds/index.js';
import { type Kind, type ParamSpec, param } from '../../core/definition/param.js';

const TAKES = 'an address of TCP: tcp://127.0.0.1:5555, tcp://example.com:5555, tcp://[::1]:5555';

const plain = text('').kind;

const kind: Kind<string, HostPort> = {
  ...plain,
  takes: TAKES,
  async parse(value, context) {
    const given = (await plain.parse(value, context)).trim();
    const fail = failing(context, TAKES);
    const transport = /^([a-z]+):\/\//i.exec(given)?.[1]?.toLowerCase();
    if (transport && transport !== 'tcp') throw fail(`the transport ${transport} is not supported`);
    return hostAndPort(given.replace(/^tcp:\/\//i, ''), fail);
  },
};

/** The address of a socket that is bound. */
export function addressParam<const S extends ParamSpec>(spec: S = {} as S) {
  return param(kind, 'Address of the socket to connect to: tcp://host:port', {
    option: 'addr',
    role: 'destination',
    example: 'tcp://127.0.0.1:5555',
    ...spec,
  });
}
