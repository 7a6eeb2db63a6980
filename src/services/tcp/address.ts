import { type HostPort, hostAndPort } from '../../core/connection/host-port.js';
import { failing } from '../../core/connection/settings-fields.js';
import { text } from '../../core/definition/kinds/index.js';
import { type Kind, param } from '../../core/definition/param.js';

const TAKES = 'host and port: example.com:4242, 127.0.0.1:4242, [::1]:4242';

const plain = text('').kind;

const kind: Kind<string, HostPort> = {
  ...plain,
  takes: TAKES,
  async parse(value, context) {
    const given = (await plain.parse(value, context)).trim();
    return hostAndPort(given.replace(/^tcp:\/\//i, ''), failing(context, TAKES));
  },
};

/** The address of the server. */
export const address = param(kind, 'Host and port of the server', {
  role: 'destination',
  example: 'example.com:4242',
});
