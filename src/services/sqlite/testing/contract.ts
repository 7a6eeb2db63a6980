import type { Differences, OverNothing } from '../../../../test/support/reach.js';

export const reach: OverNothing = { over: 'nothing' };

export const differences: Differences = {};
