import type { Reach } from '../../../../test/support/reach.js';

export const reach: Reach = {
  over: 'http',
  input: (_url, secret) => ({ token: secret }),
  call: (url) => ({ baseUrl: url }),
  blames: 'token',
  address: 'baseUrl',
  streams: 'none',
};

/** Which version of the API is spoken: the reference knows one. */
export const further: readonly string[] = ['version'];
