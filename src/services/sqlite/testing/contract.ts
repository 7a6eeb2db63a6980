import type { Differences, OverNothing } from '../../../../test/support/reach.js';

export const reach: OverNothing = { over: 'nothing' };

export const differences: Differences = {
  filter: {
    why: 'an unset variable must not change all rows: those need the word "all"',
    methods: /^(Update|Delete)Records$/,
    differs: { required: true },
  },
};
