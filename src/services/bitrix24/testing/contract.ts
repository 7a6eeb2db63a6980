import type { Differences, Reach } from '../../../../test/support/reach.js';

const elsewhere = {
  faults: /^(a 401|an HTML page)/,
  why: 'tokens come from a separate server; the hints name its credentials',
};

export const reach: Reach = {
  over: 'http',
  // The address has the secret of a webhook; the token and the client secret are separate.
  input: (url, secret) => ({
    url: `${url}/rest/1/${encodeURIComponent(secret)}`,
    token: secret,
    clientSecret: secret,
  }),
  call: (url) => ({ baseUrl: url }),
  blames: 'token',
  refuses: { url: 'ftp://portal.example', says: /begins with http:\/\/ or https:\/\// },
  streams: 'none',
  unless: { GetToken: elsewhere, RefreshToken: elsewhere },
};

const SECRET = { kind: 'secret' };

export const differences: Differences = {
  clientsecret: { why: 'it is a secret', methods: /Token$/, differs: SECRET },
  refresh: { why: 'it is a secret', methods: /^RefreshToken$/, differs: SECRET },
  code: { why: 'it is a secret until it expires', methods: /^GetToken$/, differs: SECRET },
  vision: {
    why: 'an update keeps the recipients of a post; the reference would show it to all',
    methods: /^UpdatePost$/,
    differs: { default: undefined },
  },
  rights: {
    why: 'rights are a list of objects',
    methods: /^UploadFileToStorage$/,
    differs: { kind: 'list' },
  },
};

/** Several methods in one request, which the reference does not have. */
export const beyond: readonly string[] = ['Batch'];
