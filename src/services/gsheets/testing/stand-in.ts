import type { Behavior } from '../../../../test/stand-in/behavior.js';
import { readDescription, type Values } from '../../../../test/stand-in/description.js';
import { StandIn } from '../../../../test/stand-in/server.js';
import { googleAuthorize, googleRefusal, googleTokens } from '../../../../test/support/google.js';

export const description = readDescription(new URL('./description.json', import.meta.url));

/** A server that stands in for the Sheets API and oauth2.googleapis.com. */
export function start(): Promise<StandIn> {
  return StandIn.start(description, behavior);
}

const SHEETS = [
  { properties: { title: 'Q3 plan', sheetType: 'GRID' } },
  { properties: { title: 'Chart', sheetType: 'OBJECT' } },
];

const behavior: Behavior = {
  refuse: googleRefusal,
  authorize: googleAuthorize,
  rule({ values }) {
    const ranges = [
      values.ranges ?? (values.data as Values[] | undefined)?.map((one) => one.range),
    ];
    // A name with a space needs quotes.
    const wrong = ranges.flat().find((range) => /^[^']* .*!/.test(String(range)));
    return wrong === undefined
      ? undefined
      : { wrong: 'type', message: `Unable to parse range: ${wrong}` };
  },
  instead: {
    'spreadsheets.get': ({ values }) =>
      String(values.fields).startsWith('sheets') ? { body: { sheets: SHEETS } } : undefined,
    'spreadsheets.values.batchGet': ({ values }) => ({
      body: {
        spreadsheetId: values.spreadsheetId,
        valueRanges: [values.ranges ?? []].flat().map((range) => ({
          ...{ range, majorDimension: 'ROWS', values: [['Tea', '10']] },
        })),
      },
    }),
  },
  routes: googleTokens,
};
