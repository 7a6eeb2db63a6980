/**
 * Files of sites on Neocities.
 *
 * @module
 */
import { files } from './files.js';
import { site } from './site.js';

// Typed by name, so that the published types have the docstrings.
const neocities: typeof site & typeof files = { ...site, ...files };
export default neocities;
