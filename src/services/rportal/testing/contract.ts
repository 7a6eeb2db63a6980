import type { Differences, Reach } from '../../../../test/support/reach.js';

export const reach: Reach = {
  over: 'http',
  input: (url, secret) => ({ url, token: secret, password: secret }),
  blames: 'token',
  open: /^GetTemporaryToken$/,
  streams: 'none',
  unless: { GetTemporaryToken: { faults: /^a 401/, why: 'it names the password' } },
};

export const differences: Differences = {
  id: {
    why: 'a UUID is accepted too, and 64-bit numbers keep their digits',
    methods: /^(Update|Delete)(Launch|Item|Log)$|^GetLaunchReport$/,
    differs: { kind: 'text' },
  },
};

export const further: readonly string[] = ['async'];
