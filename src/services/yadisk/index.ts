/**
 * Files, folders and public links of Yandex Disk.
 *
 * @module
 */
import { auth } from './auth.js';
import { objects } from './objects.js';
import { sharing } from './sharing.js';
import { uploads } from './uploads.js';

// Typed by name, so that the published types have the docstrings.
const yadisk: typeof auth & typeof objects & typeof uploads & typeof sharing = {
  ...auth,
  ...objects,
  ...uploads,
  ...sharing,
};
export default yadisk;
