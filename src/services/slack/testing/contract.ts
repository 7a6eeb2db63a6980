import { type Differences, fixedAddress, type Reach } from '../../../../test/support/reach.js';

export const reach: Reach = fixedAddress;

export const differences: Differences = {
  page: {
    why: 'the page number is a number',
    methods: /^GetFilesList$/,
    differs: { kind: 'number' },
  },
};
