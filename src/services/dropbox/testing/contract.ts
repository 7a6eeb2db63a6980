import { type Differences, fixedAddress, type Reach } from '../../../../test/support/reach.js';

const elsewhere = {
  faults: /^(a 401|an HTML page)/,
  why: 'tokens come from a separate server; the hints name its credentials',
};

export const reach: Reach = {
  ...fixedAddress,
  input: (_: string, secret: string) => ({ token: secret, appSecret: secret }),
  unless: { GetToken: elsewhere, RefreshToken: elsewhere },
};

const SECRET = { kind: 'secret' };

export const differences: Differences = {
  appsecret: { why: 'it is a secret', methods: /Token$/, differs: SECRET },
  code: { why: 'it is a secret until it is used', methods: /^GetToken$/, differs: SECRET },
  refresh: { why: 'it is a secret', methods: /^RefreshToken$/, differs: SECRET },
  amount: { why: 'it is a number', methods: /^GetObjectVersionList$/, differs: { kind: 'number' } },
  permanently: { why: 'it is a flag', methods: /^DeleteObject$/, differs: { kind: 'flag' } },
};

export const further: readonly string[] = ['wait'];

export const beyond: readonly string[] = ['Login'];
