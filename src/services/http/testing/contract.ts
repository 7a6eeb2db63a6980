import type { Differences, OverHttp } from '../../../../test/support/reach.js';

export const reach: OverHttp = {
  over: 'http',
  input: (url, secret) => ({ url, token: secret }),
  blames: 'password',
  json: false,
  streams: 'none',
};

const isSecret = 'it is a secret';

export const differences: Differences = {
  pwd: { why: isSecret, methods: /^Add(Basic|Digest)Authorization$/, differs: { kind: 'secret' } },
  cs: { why: isSecret, methods: /^AddOAuthV1Authorization$/, differs: { kind: 'secret' } },
  proxy: {
    why: 'it is an object here, as in the call options',
    methods: /^SetProxy$/,
    differs: { kind: 'record' },
  },
};

export const beyond: readonly string[] = ['SendRequest'];

/** The request that a method works on: in the reference, it is an object with methods. */
export const further: readonly string[] = ['request'];
