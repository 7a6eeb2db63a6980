import type { OverNothing } from '../../../../test/support/reach.js';

export const reach: OverNothing = { over: 'nothing' };
