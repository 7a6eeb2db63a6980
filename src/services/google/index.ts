/**
 * Access tokens for Google services.
 *
 * @module
 */
import { auth } from './auth.js';

// Typed by name, so that the published types have the docstrings.
const google: typeof auth = { ...auth };
export default google;
