import { googleDifferences, googleReach } from '../../../../test/support/google.js';
import type { Differences } from '../../../../test/support/reach.js';

export const reach = googleReach;

export const differences: Differences = {
  ...googleDifferences,
  out: {
    why: 'every method that returns a file has --out (saveTo in the library)',
    methods: /^DownloadFile$/,
    differs: 'gone',
  },
};

/** Shared drives, and the formats of Google documents. */
export const further: readonly string[] = ['shared', 'format'];
