import { elsewhere, googleDifferences, googleReach } from '../../../../test/support/google.js';
import type { Reach } from '../../../../test/support/reach.js';

export const reach: Reach = {
  ...googleReach,
  blames: 'clientSecret',
  unless: { GetServiceAccountToken: elsewhere },
};

export const differences = googleDifferences;

export const beyond: readonly string[] = ['Login'];
