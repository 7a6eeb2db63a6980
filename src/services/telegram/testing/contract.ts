import { JPEG } from '../../../../test/support/definitions.js';
import type { Differences, Reach } from '../../../../test/support/reach.js';

export const reach: Reach = {
  over: 'http',
  // The files of an album are in a record, where no test would look for them.
  input: (_, secret) => ({
    token: secret,
    media: new Map([
      [JPEG, 'photo'],
      [Buffer.from(JPEG), 'photo'],
    ]),
  }),
  call: (url) => ({ baseUrl: url }),
  blames: 'token',
  address: 'baseUrl',
};

export const differences: Differences = {};

/** Without them, some kinds of updates never come, and no webhook is safe. */
export const further: readonly string[] = ['allowed', 'secret'];
