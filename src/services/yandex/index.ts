/**
 * Access tokens for Yandex services.
 *
 * @module
 */
import { auth } from './auth.js';

// Typed by name, so that the published types have the docstrings.
const yandex: typeof auth = { ...auth };
export default yandex;
