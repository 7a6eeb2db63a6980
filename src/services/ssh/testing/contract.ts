import type { Differences, OverTcp } from '../../../../test/support/reach.js';

export const reach: OverTcp = {
  over: 'tcp',
  input(host, port, secret) {
    const settings = { auth_type: 'password', host, port, username: 'me', password: secret };
    return { settings, connection: { set: settings } };
  },
};

export const differences: Differences = {};

/** Without it, nothing can be piped into a command. */
export const further: readonly string[] = ['stdin'];
