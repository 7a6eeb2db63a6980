import type { Differences, Reach } from '../../../../test/support/reach.js';

export const reach: Reach = {
  over: 'http',
  input: (_url, secret) => ({
    auth: { access_token: secret, group_id: '218704372' },
    token: secret,
  }),
  call: (url) => ({ baseUrl: url }),
  blames: 'auth',
  address: 'baseUrl',
  streams: 'none',
  unless: {
    WriteMessage: { faults: /^a 401$/, why: 'the token of the community is a param of its own' },
  },
};

export const differences: Differences = {
  auth: {
    why: 'no method works without a token; only messages have their own',
    methods: /^(?!WriteMessage$)/,
    differs: { required: true },
  },
  pictures: {
    why: 'a post has several images',
    methods: /^CreatePost$/,
    differs: { kind: 'list' },
  },
  ct: { why: 'it is a secret', methods: /^WriteMessage$/, differs: { kind: 'secret' } },
  limit: { why: 'a limit is a number', methods: /^CreateAd$/, differs: { kind: 'number' } },
};
