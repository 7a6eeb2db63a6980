import type { Differences, Reach } from '../../../../test/support/reach.js';

export const reach: Reach = {
  over: 'http',
  // The secret of a webhook stands in the address; the token, and what renews it, beside it.
  input: (url, secret) => ({
    url: `${url}/rest/1/${encodeURIComponent(secret)}`,
    token: secret,
    clientSecret: secret,
  }),
  call: (url) => ({ baseUrl: url }),
  blames: 'token',
  refuses: { url: 'ftp://portal.example', says: /begins with http:\/\/ or https:\/\// },
  streams: 'none',
  unless: {
    RefreshToken: {
      faults: /^(a 401|an HTML page)/,
      why: 'tokens come from a server of their own: the hints name what leads there',
    },
  },
};

const SECRET = { kind: 'secret' };

export const differences: Differences = {
  clientsecret: { why: 'it is a secret', methods: /Token$/, differs: SECRET },
  refresh: { why: 'it is a secret', methods: /^RefreshToken$/, differs: SECRET },
  code: { why: 'it is a secret for as long as it works', methods: /^GetToken$/, differs: SECRET },
  vision: {
    why: 'a post that is changed keeps those who see it: the reference would show it to all',
    methods: /^UpdatePost$/,
    differs: { default: undefined },
  },
  rights: {
    why: 'rights are a list of records',
    methods: /^UploadFileToStorage$/,
    differs: { kind: 'list' },
  },
};

/** Many methods in one request, which the reference does not have. */
export const beyond: readonly string[] = ['Batch'];
