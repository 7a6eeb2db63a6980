import type { OverNothing } from '../../../../test/support/reach.js';

export const reach: OverNothing = { over: 'nothing' };

/** The limits of what is unpacked. */
export const further = ['max-size', 'max-entries'];
