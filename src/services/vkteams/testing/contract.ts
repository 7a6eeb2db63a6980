import { type Differences, fixedAddress, type Reach } from '../../../../test/support/reach.js';

export const reach: Reach = fixedAddress;

const NUMBER = { why: 'it is a number', methods: /^GetEvents$/ };

export const differences: Differences = {
  last: { ...NUMBER, differs: { kind: 'number' } },
  timeout: { ...NUMBER, differs: { kind: 'number' } },
  reply: {
    why: 'no message has the ID 0',
    methods: /^Send(TextMessage|Voice)$/,
    differs: { default: undefined },
  },
};
