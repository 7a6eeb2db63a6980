import type { Differences, OverTcp } from '../../../../test/support/reach.js';

export const reach: OverTcp = {
  over: 'tcp',
  input: (host, port) => ({
    address: `${host}:${port}`,
    // Without TLS, any server that accepts connections is a good one.
    tls: { use_tls: true, accept_invalid_certs: true },
  }),
  // What is sent is data, and the only secret is the password of a proxy.
  open: /^/,
};

export const differences: Differences = {
  conn: {
    why: 'it accepts connections and servers, and nothing else',
    methods: /^GetLog$/,
    differs: { kind: 'connection' },
  },
  srv: {
    why: 'it accepts servers, and nothing else',
    methods:
      /^(StopServer|Get(Next)?Connection(Data|List)|SendData|CloseIncomingConnection|CompleteSend|FinishReceiving)$/,
    differs: { kind: 'connection' },
  },
};

export const beyond: readonly string[] = ['Exchange', 'Listen'];

/** How a response ends, and which address a server listens on. */
export const further: readonly string[] = ['until', 'silence', 'finish', 'host'];
