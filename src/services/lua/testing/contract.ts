import type { Differences, OverNothing } from '../../../../test/support/reach.js';

export const reach: OverNothing = { over: 'nothing' };

export const differences: Differences = {
  lua: {
    why: 'it accepts a Lua state, and where one can be created a version',
    methods: /^(Restart|Call|Execute|Compile|Set|Get|Attach)/,
    differs: { kind: 'connection' },
  },
  vm: {
    why: 'it accepts a Lua state, and nothing else',
    methods: /^GetLog$/,
    differs: { kind: 'connection' },
  },
  params: {
    why: 'arguments have an order',
    methods: /^Call(Script|ByteCode)Function$/,
    differs: { kind: 'list' },
  },
};

export const beyond: readonly string[] = ['RunScript'];

/** What the code may use. */
export const further: readonly string[] = ['time', 'memory', 'instructions', 'bytecode'];
