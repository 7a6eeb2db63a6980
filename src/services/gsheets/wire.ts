import { serviceAddress } from '../../core/http/url.js';
import { rest } from '../../core/rest/table.js';
import { googleToken } from '../../core/rest/vendors/google.js';
import { googlePolicy } from '../../core/rest/vendors/google-api.js';

const hints = { INVALID_ARGUMENT: 'Check the cells (A1, A1:B2) and the name of the sheet.' };

/** How Google Sheets' requests differ from other services. */
export const { table, read, write, remove, custom, send, request } = rest({
  service: 'gsheets',
  first: { token: googleToken('sheets') },
  target: ({ token }, call) => ({
    base: `${serviceAddress(call, 'https://sheets.googleapis.com')}/v4`,
    token,
  }),
  policy: googlePolicy('sheets', hints),
  reference: ({ verb, path }) => `${ROOT}${REFERENCES[`${verb} ${path}`] ?? ''}`,
});

const ROOT = 'https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets';
const REFERENCES: Readonly<Record<string, string>> = {
  'POST /spreadsheets': '/create',
  'GET /spreadsheets/{spreadsheet}': '/get',
  'POST /spreadsheets/{spreadsheet}:batchUpdate': '/batchUpdate',
  'POST /spreadsheets/{from}/sheets/{sheet}:copyTo': '.sheets/copyTo',
};
