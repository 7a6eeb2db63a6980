import type { Call } from '../../core/definition/call.js';
import { list, record, text, texts } from '../../core/definition/kinds/index.js';
import { inBatches } from '../../core/rest/batches.js';
import type { TokenSource } from '../../core/rest/oauth/token-source.js';
import { rowsAt } from '../../core/rest/pager.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { sheetName, spreadsheet } from './fields.js';
import { quoted, rangeOf } from './ranges.js';
import { custom, send, table } from './wire.js';

/** Ranges per request: those of a read are in its URL. */
const MOST = 1000;
const MOST_READ = 50;

export const values = table({
  /**
   * Writes values into cells. More than 1000 ranges are written in several requests.
   *
   * @returns The updated ranges in `responses`, and how many cells were changed.
   * @see https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values/batchUpdate
   */
  setCellValues: custom({
    effect: 'write',
    params: {
      spreadsheet,
      data: record('Values by cell or range: a value, a list, or a list of lists', {
        example: "{'A1':'Tea','B1:B3':[10,20,30]}",
      }),
      sheet: sheetName,
      dimension: text('Whether a list fills a column or a row', {
        option: 'dim',
        default: 'COLUMNS',
        values: ['COLUMNS', 'ROWS'],
      }),
      input: text('USER_ENTERED reads "=A1" and "1/2" as if typed; RAW stores them as text', {
        default: 'USER_ENTERED',
        values: ['USER_ENTERED', 'RAW'],
      }),
    },
    async run({ token, spreadsheet, data, sheet, dimension, input }, call) {
      const ranges = Object.entries(data).map(([cells, value]) => ({
        range: rangeOf(cells, sheet),
        majorDimension: dimension,
        values: asRows(value),
      }));
      const route = 'POST /spreadsheets/{spreadsheet}/values:batchUpdate';
      return gathered(
        await inBatches(call, ranges, {
          ...{ most: MOST, param: 'data', done: 'written' },
          send: async (data) => [
            await send(call, { token }, route, { spreadsheet, valueInputOption: input, data }),
          ],
        }),
      );
    },
  }),
  /**
   * Deletes the values of cells. Their formats stay.
   *
   * @returns The cleared ranges.
   * @see https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values/batchClear
   */
  clearCells: custom({
    effect: 'delete',
    params: {
      spreadsheet,
      cells: list(texts, 'Cells or ranges', { example: "['A1','B1:B3']" }),
      sheet: sheetName,
    },
    async run({ token, spreadsheet, cells, sheet }, call) {
      const all = cells.map((one) => rangeOf(one, sheet));
      const route = 'POST /spreadsheets/{spreadsheet}/values:batchClear';
      return gathered(
        await inBatches(call, all, {
          ...{ most: MOST, param: 'cells', done: 'cleared' },
          send: async (ranges) => [await send(call, { token }, route, { spreadsheet, ranges })],
        }),
      );
    },
  }),
  /**
   * Gets the values of cells, of a sheet, or of all sheets.
   *
   * Google leaves out empty cells at the end of a row, and empty rows at the end of a range.
   *
   * @returns `valueRanges` has the values of each range, by rows.
   * @see https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values/batchGet
   */
  getCellValues: custom({
    effect: 'read',
    params: {
      spreadsheet,
      cells: list(texts, 'Cells or ranges; by default all', {
        optional: true,
        example: "['A1','B1:B3']",
      }),
      sheet: sheetName,
      render: text('Form of the values', {
        optional: true,
        values: ['FORMATTED_VALUE', 'UNFORMATTED_VALUE', 'FORMULA'],
        example: 'UNFORMATTED_VALUE',
      }),
    },
    async run({ token, spreadsheet, cells, sheet, render }, call) {
      const ranges = await rangesOf({ token, spreadsheet, cells, sheet }, call);
      const route = 'GET /spreadsheets/{spreadsheet}/values:batchGet';
      return gathered(
        await inBatches(call, ranges, {
          ...{ most: MOST_READ, param: 'cells', done: 'read' },
          send: async (ranges) => [
            await send(call, { token }, route, { spreadsheet, ranges, valueRenderOption: render }),
          ],
        }),
      );
    },
  }),
});

interface Wanted {
  token: string | TokenSource;
  spreadsheet: string;
  cells: readonly string[] | undefined;
  sheet: string | undefined;
}

/** The ranges to read: those given, a whole sheet, or all sheets. */
async function rangesOf({ token, spreadsheet, cells = [], sheet }: Wanted, call: Call) {
  const given = cells.filter((one) => one !== '');
  if (given.length > 0) return given.map((one) => rangeOf(one, sheet));
  if (sheet !== undefined) return [quoted(sheet)];
  const fields = { spreadsheet, fields: 'sheets.properties(title,sheetType)' };
  const found = await send(call, { token }, 'GET /spreadsheets/{spreadsheet}', fields);
  return rowsAt('sheets')(found).flatMap(({ properties }) => {
    // A chart on its own sheet has no cells.
    const hasCells = isRecord(properties) && properties.sheetType !== 'OBJECT';
    return hasCells ? [quoted(String(properties.title))] : [];
  });
}

function asRows(value: unknown): unknown[][] {
  if (!Array.isArray(value)) return [[value]];
  return value.every(Array.isArray) ? value : [value];
}

/** The responses of several requests as one: lists are joined, counts added. */
function gathered(answers: readonly JsonRecord[]): JsonRecord {
  const [first = {}, ...others] = answers;
  const whole: Record<string, unknown> = { ...first };
  for (const [name, value] of others.flatMap((one) => Object.entries(one))) {
    const before = whole[name];
    if (Array.isArray(value)) whole[name] = [...(Array.isArray(before) ? before : []), ...value];
    else if (name === 'totalUpdatedSheets') whole[name] = Math.max(Number(before), Number(value));
    else if (typeof value === 'number') whole[name] = Number(before ?? 0) + value;
  }
  return whole;
}
