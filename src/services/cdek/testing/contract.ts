import { type Differences, fixedAddress, type OverHttp } from '../../../../test/support/reach.js';

export const reach: OverHttp = {
  ...fixedAddress,
  input: (_url, secret) => ({ token: secret, password: secret }),
  // The order is read first: CDEK requires fields that the example does not change.
  asksFirst: /^UpdateOrder$/,
  unless: {
    GetToken: {
      faults: /^(a 401|an HTML page)/,
      why: 'the hints of the server for tokens name its credentials',
    },
  },
};

export const differences: Differences = {};

export const further: readonly string[] = ['wait'];
