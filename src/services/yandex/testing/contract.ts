import { type Differences, fixedAddress, type Reach } from '../../../../test/support/reach.js';

const elsewhere = {
  faults: /^(a 401|an HTML page)/,
  why: 'tokens come from a separate server; the hints name its credentials',
};

export const reach: Reach = {
  ...fixedAddress,
  input: (_: string, secret: string) => ({
    ...{ token: secret, clientSecret: secret },
    ...{ device: secret, refresh: secret },
  }),
  open: /^GetConfirmationCode$/,
  unless: {
    GetConfirmationCode: elsewhere,
    ConvertCodeToToken: elsewhere,
    RefreshToken: elsewhere,
  },
};

const SECRET = { kind: 'secret' };

export const differences: Differences = {
  device: { why: 'it is a secret', methods: /^ConvertCodeToToken$/, differs: SECRET },
  refresh: { why: 'it is a secret', methods: /^RefreshToken$/, differs: SECRET },
};

export const beyond: readonly string[] = ['Login'];
