import { type Differences, fixedAddress, type Reach } from '../../../../test/support/reach.js';

const signed = {
  faults: /^(a redirect|text in place of JSON)/,
  why: 'a signature is for one URL, and the server of this fault expects another header',
};
const TWEETS = [
  ...['CreateCustomTweet', 'CreateTextTweet', 'CreatePollTweet', 'CreateImageTweet'],
  ...['CreateGifTweet', 'CreateVideoTweet', 'UploadAttachmentsArray'],
];

export const reach: Reach = {
  ...fixedAddress,
  input: (_: string, secret: string) => ({
    auth: {
      ...{ client_id: 'app', redirect_uri: 'https://example.com/x', code_verifier: secret },
      ...{ refresh_token: secret, client_secret: secret },
      ...{ oauth_token: secret, oauth_token_secret: secret },
      ...{ oauth_consumer_key: 'consumer', oauth_consumer_secret: secret },
    },
    code: secret,
  }),
  blames: 'auth',
  unless: {
    GetToken: { faults: /^a 401/, why: 'it names the code' },
    ...Object.fromEntries(TWEETS.map((name) => [name, signed])),
  },
};

export const differences: Differences = {
  code: {
    why: 'it is a secret until it expires',
    methods: /^GetToken$/,
    differs: { kind: 'secret' },
  },
  service: {
    why: 'it takes requests of Node and of the Fetch API',
    methods: /^HandleIncomingRequestAfterAuthorization$/,
    differs: { kind: 'any' },
  },
  media: {
    why: 'it has the IDs of uploaded media',
    methods: /^CreateCustomTweet$/,
    differs: { kind: 'list' },
  },
  dur: {
    why: 'it is a number of minutes',
    methods: /^CreateCustomTweet$/,
    differs: { kind: 'number' },
  },
  duration: {
    why: 'it is a number of minutes',
    methods: /^CreatePollTweet$/,
    differs: { kind: 'number' },
  },
  pictures: {
    why: 'there may be several files',
    methods: /^CreateImageTweet$/,
    differs: { kind: 'list' },
  },
  gifs: {
    why: 'there may be several files',
    methods: /^CreateGifTweet$/,
    differs: { kind: 'list' },
  },
  videos: {
    why: 'there may be several files',
    methods: /^CreateVideoTweet$/,
    differs: { kind: 'list' },
  },
  files: {
    why: 'there may be several files',
    methods: /^UploadAttachmentsArray$/,
    differs: { kind: 'list' },
  },
};

/** The reference uses the same verifier in every link. */
export const beyond: readonly string[] = ['GetCodeVerifier', 'Login'];

/** In the reference, that method takes the keys from a file. */
export const further: readonly string[] = ['access'];
