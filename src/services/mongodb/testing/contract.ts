import type { Differences, OverTcp } from '../../../../test/support/reach.js';

export const reach: OverTcp = {
  over: 'tcp',
  input(host, port, secret) {
    const text = `mongodb://user:${encodeURIComponent(secret)}@${host}:${port}/db`;
    return { connection: text, connectionString: text };
  },
};

export const differences: Differences = {};
