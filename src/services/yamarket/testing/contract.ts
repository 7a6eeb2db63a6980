import { type Differences, fixedAddress, type Reach } from '../../../../test/support/reach.js';

export const reach: Reach = fixedAddress;

export const differences: Differences = {
  Key: { why: 'it is a secret', methods: /./, differs: { kind: 'secret' } },
};
