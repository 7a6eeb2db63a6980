import { fixedAddress, type Reach } from '../../../../test/support/reach.js';

export const reach: Reach = fixedAddress;

/** Which version of the API is spoken: the reference knows one. */
export const further: readonly string[] = ['version'];
