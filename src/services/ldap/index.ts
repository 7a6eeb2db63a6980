/**
 * Directories: search, add, change, delete and compare entries, also of Active Directory.
 *
 * @module
 */
import { deleting } from './catalog.js';
import * as methods from './methods.js';

export * from './methods.js';

// Typed by name, so that the published types have the docstrings.
const ldap: typeof methods & typeof deleting = { ...methods, ...deleting };
export default ldap;
