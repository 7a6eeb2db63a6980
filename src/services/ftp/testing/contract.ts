import type { Differences, OverTcp } from '../../../../test/support/reach.js';

export const reach: OverTcp = {
  over: 'tcp',
  input(host, port, secret) {
    const settings = { domain: host, port, login: 'me', password: secret };
    return { settings, connection: { set: settings } };
  },
};

export const differences: Differences = {};

/** Without it, a transfer that broke off starts again from the beginning. */
export const further: readonly string[] = ['resume'];

export const beyond: readonly string[] = ['Sync'];
