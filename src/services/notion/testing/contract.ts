import { fixedAddress, type Reach } from '../../../../test/support/reach.js';

export const reach: Reach = fixedAddress;

/** The API version: the reference has only one. */
export const further: readonly string[] = ['version'];
