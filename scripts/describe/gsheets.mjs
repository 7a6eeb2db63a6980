// Google Sheets: the vendor's discovery document, without charts, formats and other requests.
import { describedDiscovery } from './discovery.mjs';

const source = {
  from: 'github.com/google/googleapis.dart 444fd6c8',
  date: '2026-08-01',
  licence: 'BSD-3-Clause',
};

/** The fields that matter here, of schemas that refer to many others. */
const FIELDS = {
  Spreadsheet: ['spreadsheetId', 'properties', 'sheets', 'spreadsheetUrl'],
  SpreadsheetProperties: ['title', 'locale', 'timeZone', 'autoRecalc'],
  Sheet: ['properties'],
  SheetProperties: ['sheetId', 'title', 'index', 'sheetType', 'gridProperties', 'hidden'],
  Request: ['addSheet', 'deleteSheet', 'updateSpreadsheetProperties'],
  Response: ['addSheet'],
};

function keep(schemas) {
  const cut = Object.entries(FIELDS).map(([name, fields]) => {
    const own = Object.entries(schemas[name].properties).filter(([key]) => fields.includes(key));
    return [name, { ...schemas[name], properties: Object.fromEntries(own) }];
  });
  return { ...schemas, ...Object.fromEntries(cut) };
}

export default async function describe(read) {
  const document = await read('discovery.json');
  return { 'description.json': describedDiscovery(document, { keep, source }) };
}
