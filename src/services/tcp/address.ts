import { hostPortKind } from '../../core/connection/host-port.js';
import { param } from '../../core/definition/param.js';

const kind = hostPortKind('host and port: example.com:4242, 127.0.0.1:4242, [::1]:4242');

/** The address of the server. */
export const address = param(kind, 'Host and port of the server', {
  role: 'destination',
  example: 'example.com:4242',
});
