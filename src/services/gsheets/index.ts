/**
 * Spreadsheets, sheets and cells of Google Sheets.
 *
 * @module
 */
import { auth } from './auth.js';
import { sheets } from './sheets.js';
import { spreadsheets } from './spreadsheets.js';
import { values } from './values.js';

// Typed by name, so that the published types have the docstrings.
const gsheets: typeof auth & typeof spreadsheets & typeof sheets & typeof values = {
  ...auth,
  ...spreadsheets,
  ...sheets,
  ...values,
};
export default gsheets;
