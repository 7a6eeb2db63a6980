import { hostPortKind } from '../../core/connection/host-port.js';
import { type ParamSpec, param } from '../../core/definition/param.js';

const kind = hostPortKind(
  'an address of TCP: tcp://127.0.0.1:5555, tcp://example.com:5555, tcp://[::1]:5555',
);

/** The address of a socket that is bound. */
export function addressParam<const S extends ParamSpec>(spec: S = {} as S) {
  return param(kind, 'Address of the socket to connect to: tcp://host:port', {
    option: 'addr',
    role: 'destination',
    example: 'tcp://127.0.0.1:5555',
    ...spec,
  });
}
