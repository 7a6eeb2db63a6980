import type { Differences, OverTcp } from '../../../../test/support/reach.js';

/** Over gRPC, which every method can use: faults of HTTP have tests of their own. */
export const reach: OverTcp = {
  over: 'tcp',
  input(host, port, secret) {
    const settings = {
      address: `http://${host}:${port}`,
      transport: 'grpc',
      user: 'default',
      password: secret,
    };
    return { settings, connection: settings };
  },
};

export const differences: Differences = {};
