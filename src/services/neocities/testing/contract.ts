import { type Differences, fixedAddress, type Reach } from '../../../../test/support/reach.js';

const byPassword = { faults: /^a 401/, why: 'it needs a password instead of a key' };

export const reach: Reach = {
  ...fixedAddress,
  input: (_: string, secret: string) => ({ token: secret, password: secret }),
  unless: { GetToken: byPassword },
  asksFirst: /^SynchronizeFolders$/,
};

export const differences: Differences = {};

export const further: readonly string[] = ['exclude'];
