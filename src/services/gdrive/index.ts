/**
 * Files, folders and comments on Google Drive.
 *
 * @module
 */
import { auth } from './auth.js';
import { comments } from './comments.js';
import { files } from './files.js';

// Typed by name, so that the published types have the docstrings.
const gdrive: typeof auth & typeof files & typeof comments = { ...auth, ...files, ...comments };
export default gdrive;
