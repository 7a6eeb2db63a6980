import type { Differences, Reach } from '../../../../test/support/reach.js';

export const reach: Reach = {
  over: 'http',
  input: (url, secret) => ({ url, token: secret, count: 1, filter: {} }),
  blames: 'token',
  streams: 'lines',
};

export const differences: Differences = {};

export const beyond: readonly string[] = ['Subscribe'];

/** A file to attach. */
export const further: readonly string[] = ['file'];
