import { text, textOrNumber } from '../../core/definition/kinds/index.js';
import { numberIfWhole } from '../../core/rest/values.js';
import { spreadsheet } from './fields.js';
import { remove, table, write } from './wire.js';

const sheet = 'Sheet ID: a number from GetSpreadsheet or the URL';

export const sheets = table({
  /** Adds a sheet to a spreadsheet. */
  addSheet: write('POST /spreadsheets/{spreadsheet}:batchUpdate', {
    spreadsheet,
    title: text('Sheet name', {
      field: 'requests',
      example: 'Q3 plan',
      as: (title: string) => [{ addSheet: { properties: { title } } }],
    }),
  }),
  /** Deletes a sheet. */
  deleteSheet: remove('POST /spreadsheets/{spreadsheet}:batchUpdate', {
    spreadsheet,
    sheet: textOrNumber(sheet, {
      field: 'requests',
      example: '1815764923',
      as: (id: string) => [{ deleteSheet: { sheetId: numberIfWhole(id) } }],
    }),
  }),
  /** Copies a sheet to another spreadsheet. */
  copySheet: write('POST /spreadsheets/{from}/sheets/{sheet}:copyTo', {
    from: text('ID of the spreadsheet with the sheet', { example: '1BxiMVs0XRA5nFMdKvBdBZjg' }),
    to: text('ID of the spreadsheet for the copy', {
      field: 'destinationSpreadsheetId',
      example: '1qLm3f0Xb7Yc2Rt9Vd8Kz5Wn',
    }),
    sheet: textOrNumber(sheet, { example: '1815764923' }),
  }),
});
