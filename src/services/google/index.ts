/**
 * Access tokens for Google services.
 *
 * @module
 */
import { auth } from './auth.js';
import { signingIn } from './login.js';

// Typed by name, so that the published types have the docstrings.
const google: typeof auth & typeof signingIn = { ...auth, ...signingIn };
export default google;
