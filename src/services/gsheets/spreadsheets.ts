import { list, text, texts } from '../../core/definition/kinds/index.js';
import { spreadsheet } from './fields.js';
import { read, table, write } from './wire.js';

const sheetsOf = (names: readonly string[]) =>
  names.length > 0 ? names.map((title) => ({ properties: { title } })) : undefined;

export const spreadsheets = table({
  /** Creates a spreadsheet with sheets. */
  createSpreadsheet: write('POST /spreadsheets', {
    title: text('Title', { field: 'properties.title', example: 'Budget' }),
    sheets: list(texts, 'Sheet names', { example: "['Q3 plan','Q4 plan']", as: sheetsOf }),
  }),
  /** Gets a spreadsheet: its title, and its sheets with their IDs. */
  getSpreadsheet: read('GET /spreadsheets/{spreadsheet}', { spreadsheet }),
  /** Changes the title of a spreadsheet. */
  editSpreadsheetTitle: write('POST /spreadsheets/{spreadsheet}:batchUpdate', {
    spreadsheet,
    title: text('New title', {
      field: 'requests',
      example: 'Budget',
      as: (title: string) => [
        { updateSpreadsheetProperties: { properties: { title }, fields: 'title' } },
      ],
    }),
  }),
});
