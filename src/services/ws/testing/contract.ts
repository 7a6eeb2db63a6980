import type { Differences, OverTcp } from '../../../../test/support/reach.js';

export const reach: OverTcp = {
  over: 'tcp',
  input: (host, port, secret) => ({
    address: `ws://${host}:${port}/`,
    headers: { authorization: `Bearer ${secret}` },
  }),
};

export const differences: Differences = {
  srv: {
    why: 'it accepts servers, and nothing else',
    methods:
      /^(GetLog|StopServer|Get(Next)?Connection(Data|List)|SendData|CloseIncomingConnection)$/,
    differs: { kind: 'connection' },
  },
};

export const beyond: readonly string[] = ['Exchange', 'Listen'];

/** Subprotocols, and who may connect to a server. */
export const further: readonly string[] = ['protocols', 'host', 'origins'];
