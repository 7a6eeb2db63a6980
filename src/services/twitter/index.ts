/**
 * Posts on X (Twitter), with images, videos and polls.
 *
 * @module
 */
import { auth } from './auth.js';
import { signingIn } from './login.js';
import { tweets } from './tweets.js';

// Typed by name, so that the published types have the docstrings.
const twitter: typeof auth & typeof tweets & typeof signingIn = {
  ...auth,
  ...tweets,
  ...signingIn,
};
export default twitter;
