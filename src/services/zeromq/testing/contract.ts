import type { Differences, OverTcp } from '../../../../test/support/reach.js';

export const reach: OverTcp = {
  over: 'tcp',
  input: (host, port) => ({ address: `tcp://${host}:${port}` }),
  // Sockets without security have no secrets.
  open: /^/,
};

const WAITS = 'it is a number of milliseconds; by default any time';

export const differences: Differences = {
  tout: {
    why: WAITS,
    methods: /^(Send|Receive)Data$/,
    differs: { kind: 'number', required: false },
  },
  treq: { why: WAITS, methods: /^ProcessRequest$/, differs: { kind: 'number' } },
  trep: { why: WAITS, methods: /^ProcessRequest$/, differs: { kind: 'number' } },
};

export const beyond: readonly string[] = ['Request', 'Publish', 'Listen', 'Push', 'Pull'];

/** Where a port is bound, for how long to wait, and the parts of messages. */
export const further: readonly string[] = ['host', 'psize', 'linger', 'wait'];
