import { type Differences, fixedAddress, type Reach } from '../../../../test/support/reach.js';

export const reach: Reach = fixedAddress;

export const differences: Differences = {
  precision: { why: 'it is a number', methods: /^GetNumberField$/, differs: { kind: 'number' } },
};

export const further: readonly string[] = ['formula', 'view', 'typecast'];
