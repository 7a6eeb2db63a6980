import { type Differences, fixedAddress, type Reach } from '../../../../test/support/reach.js';

export const reach: Reach = fixedAddress;

const NUMBER = { why: 'it is a number of degrees', methods: /^SendLocation$/ };

export const differences: Differences = {
  lat: { ...NUMBER, differs: { kind: 'number' } },
  long: { ...NUMBER, differs: { kind: 'number' } },
};

export const further: readonly string[] = ['events', 'sender'];
