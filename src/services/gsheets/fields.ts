import { text } from '../../core/definition/kinds/index.js';

/** Params that many methods accept. */
export const spreadsheet = text('Spreadsheet ID, from its URL', {
  example: '1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms',
});
export const sheetName = text('Sheet name; by default the first sheet', {
  option: 'sheetname',
  optional: true,
  example: 'Q3 plan',
});
