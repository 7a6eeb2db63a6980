import { googleDifferences, googleReach } from '../../../../test/support/google.js';

export const reach = googleReach;
export const differences = googleDifferences;

/** How values are read and written. */
export const further: readonly string[] = ['input', 'render'];
