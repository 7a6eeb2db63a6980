import type { Differences, Reach } from '../../../../test/support/reach.js';

export const reach: Reach = {
  over: 'http',
  input: (_url, secret) => ({ token: secret }),
  call: (url) => ({ baseUrl: url }),
  blames: 'token',
  address: 'baseUrl',
  streams: 'none',
};

export const differences: Differences = {
  page: {
    why: 'the number of a page is a number',
    methods: /^GetFilesList$/,
    differs: { kind: 'number' },
  },
};
