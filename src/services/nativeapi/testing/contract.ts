import type { Differences, OverNothing } from '../../../../test/support/reach.js';

export const reach: OverNothing = { over: 'nothing' };

export const differences: Differences = {
  host: {
    why: 'it accepts a host, and where a component can be loaded a path',
    methods: /./,
    differs: { kind: 'connection' },
  },
  params: {
    why: 'arguments can be bytes, which JSON has no word for',
    methods: /^ExecuteMethod$/,
    differs: { kind: 'any' },
  },
  props: {
    why: 'so can properties',
    methods: /^ExecuteMethod$/,
    differs: { kind: 'any' },
  },
};

/** How long the component may take. */
export const further: readonly string[] = ['time'];
