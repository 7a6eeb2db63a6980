import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { StandIn } from '../../../test/stand-in/server.js';
import { failure } from '../../../test/support/failure.js';
import { TOKEN } from '../../../test/support/google.js';
import { HttpError } from '../../core/errors/errors.js';
import gsheets from './index.js';
import { start } from './testing/stand-in.js';

let server: StandIn;
beforeAll(async () => {
  server = await start();
});
afterEach(() => server.reset());

const token = TOKEN;
const spreadsheet = '1BxiMVs0XRA5nFMdKvBdBZjg';
const given = { token, spreadsheet };
const at = () => ({ baseUrl: server.url });
const sent = () => JSON.parse(server.requests.at(-1)!.body.toString());
const lines = () => server.requests.map(({ method, path }) => `${method} ${path}`);

describe('values', () => {
  test('are written as if typed, into a sheet with any name', async () => {
    const data = { A1: '=1+1', 'B1:B3': [1, 2, 3], 'C1:D2': [['a'], ['b']], 'Other!A1': 1 };
    await gsheets.setCellValues({ ...given, data, sheet: "Bob's plan" }, at());
    expect(sent()).toEqual({
      valueInputOption: 'USER_ENTERED',
      data: [
        { range: "'Bob''s plan'!A1", majorDimension: 'COLUMNS', values: [['=1+1']] },
        { range: "'Bob''s plan'!B1:B3", majorDimension: 'COLUMNS', values: [[1, 2, 3]] },
        { range: "'Bob''s plan'!C1:D2", majorDimension: 'COLUMNS', values: [['a'], ['b']] },
        { range: 'Other!A1', majorDimension: 'COLUMNS', values: [[1]] },
      ],
    });
  });

  test('may be stored as they are', async () => {
    await gsheets.setCellValues({ ...given, data: { A1: '001' }, input: 'RAW' }, at());
    expect(sent()).toMatchObject({ valueInputOption: 'RAW', data: [{ range: 'A1' }] });
  });

  test('of many ranges are written in batches', async () => {
    const cells = Array.from({ length: 1200 }, (_, n) => [`A${n + 1}`, n]);
    const data = Object.fromEntries(cells);
    const { totalUpdatedCells } = await gsheets.setCellValues({ ...given, data }, at());
    const sizes = server.calls.map(({ values }) => (values.data as []).length);
    expect([sizes, totalUpdatedCells]).toEqual([[1000, 200], 2]);
  });

  test('are read and cleared by range', async () => {
    const cells = Array.from({ length: 60 }, (_, n) => `A${n + 1}`);
    const { valueRanges } = await gsheets.getCellValues({ ...given, cells, sheet: 'Q3' }, at());
    expect(valueRanges).toHaveLength(60);
    expect(server.requests).toHaveLength(2);
    await gsheets.clearCells({ ...given, cells: ['A1'], sheet: 'Q3 plan' }, at());
    expect(sent()).toEqual({ ranges: ["'Q3 plan'!A1"] });
  });

  test('of a whole sheet, or of all sheets', async () => {
    await gsheets.getCellValues({ ...given, sheet: 'Q3' }, at());
    expect(server.calls[0]!.values.ranges).toBe("'Q3'");
    await gsheets.getCellValues(given, at());
    expect(lines()[1]).toContain('?fields=sheets.properties');
    expect(server.calls.at(-1)!.values.ranges).toBe("'Q3 plan'");
  });
});

describe('a sheet', () => {
  test('is created with its spreadsheet, added and deleted', async () => {
    await gsheets.createSpreadsheet({ token, title: 'Budget', sheets: ['Q3'] }, at());
    const sheets = [{ properties: { title: 'Q3' } }];
    expect(sent()).toEqual({ properties: { title: 'Budget' }, sheets });
    await gsheets.addSheet({ ...given, title: 'Q4' }, at());
    expect(sent()).toEqual({ requests: [{ addSheet: { properties: { title: 'Q4' } } }] });
    await gsheets.deleteSheet({ ...given, sheet: 0 }, at());
    expect(sent()).toEqual({ requests: [{ deleteSheet: { sheetId: 0 } }] });
  });

  test('is copied to another spreadsheet', async () => {
    await gsheets.copySheet({ token, from: spreadsheet, to: 'other', sheet: '5' }, at());
    expect(lines()).toEqual([`POST /v4/spreadsheets/${spreadsheet}/sheets/5:copyTo`]);
    expect(sent()).toEqual({ destinationSpreadsheetId: 'other' });
  });
});

test('a range that Google does not understand says what to check', async () => {
  server.fail({ wrong: 'type', message: 'Unable to parse range: X' });
  const read = gsheets.getCellValues({ ...given, cells: ['X'] }, at());
  expect((await failure(read, HttpError)).hint).toContain('the name of the sheet');
});
