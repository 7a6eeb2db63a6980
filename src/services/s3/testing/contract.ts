import type { Differences, Reach } from '../../../../test/support/reach.js';

const HEAD = {
  faults: /^(a 401|an HTML 502|a body that is cut|silence in the middle)$/,
  why: 'a response to HEAD has no body: no message, and nothing that could be cut',
};

export const reach: Reach = {
  over: 'http',
  input: (url, secret) => ({
    basic: { URL: url, AccessKey: 'AKIDEXAMPLE', SecretKey: secret, Region: 'us-east-1' },
  }),
  blames: 'basic',
  // It signs, and sends nothing.
  secretIsSent: false,
  json: false,
  unless: { HeadBucket: HEAD, HeadObject: HEAD },
};

export const differences: Differences = {
  out: {
    why: 'every method that returns a file has --out (saveTo in the library)',
    methods: /^GetObject$/,
    differs: 'gone',
  },
};

/** Options of S3's own operations that the reference does not have. */
export const further: readonly string[] = ['location', 'after', 'delimiter', 'max'];

export const beyond: readonly string[] = [
  'DeleteObjects',
  'UploadPartCopy',
  'UploadFolder',
  'SaveFolder',
  'Sync',
  'DeleteFolder',
];
