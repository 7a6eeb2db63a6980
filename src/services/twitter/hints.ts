import { hintTable } from '../../core/rest/hints.js';

/** By the last part of the problem's type, such as https://api.x.com/2/problems/usage-capped. */
export const hintFor = hintTable({
  'client-forbidden': 'Add the app to a project in the console of X, with access to the API v2.',
  'usage-capped': 'The posts of this period are used up: see the usage in the console of X.',
  credits: 'The account has no credits: buy some in the console of X.',
  'oauth1-permissions': 'Set the app to "Read and write", then create new tokens for the user.',
  'unsupported-authentication':
    'X needs a token of a user here, not of the app: get one with GetToken.',
});

/** What the scopes allow is the usual reason. */
export const FORBIDDEN =
  'Posting needs the scopes tweet.read, tweet.write and users.read; uploads need media.write. X also refuses a post with the text of an earlier one.';
