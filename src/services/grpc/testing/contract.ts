import type { Differences, OverTcp } from '../../../../test/support/reach.js';

export const reach: OverTcp = {
  over: 'tcp',
  input(host, port, secret) {
    const settings = {
      address: `http://${host}:${port}`,
      metadata: { authorization: `Bearer ${secret}` },
    };
    return { settings, connection: settings, ...settings };
  },
};

export const differences: Differences = {
  params: {
    why: 'the settings are an object, as GetConnectionParameters returns it',
    methods: /^CreateConnection$/,
    differs: { kind: 'record' },
  },
};

export const beyond: readonly string[] = ['Call'];
