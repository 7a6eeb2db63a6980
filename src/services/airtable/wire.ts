import { secret } from '../../core/definition/kinds/index.js';
import { serviceAddress } from '../../core/http/url.js';
import type { Pager } from '../../core/rest/pager.js';
import { penalty } from '../../core/rest/penalty.js';
import { rest } from '../../core/rest/table.js';
import { isRecord } from '../../core/util/is-record.js';
import { hintFor } from './hints.js';

const token = secret('Personal access token (pat…) or OAuth token', {
  env: ['AIRTABLE_TOKEN'],
  example: 'env:AIRTABLE_TOKEN',
});

const byOffset: Pager = { next: ({ offset }) => (offset ? { offset } : undefined) };

/** After too many requests, Airtable refuses all others for this long. */
const PENALTY = 30_000;

/** How Airtable's requests differ from other services. */
export const { table, read, list, write, remove, custom, send, request } = rest({
  service: 'airtable',
  first: { token },
  target: ({ token }, call) => ({
    base: `${serviceAddress(call, 'https://api.airtable.com')}/v0`,
    token,
  }),
  policy: {
    retryAfter: penalty(PENALTY),
    hint: ({ body }) => (isRecord(body) ? hintFor(codeOf(body.error)) : undefined),
  },
  pager: byOffset,
  reference: ({ verb, path }) => `${ROOT}${REFERENCES[`${verb} ${path}`] ?? 'introduction'}`,
});

/** The code of an error is in an object, or alone. */
function codeOf(error: unknown): string {
  return String(isRecord(error) ? error.type : error);
}

const ROOT = 'https://airtable.com/developers/web/api/';
const REFERENCES: Readonly<Record<string, string>> = {
  'GET /meta/bases': 'list-bases',
  'GET /meta/bases/{base}/tables': 'get-base-schema',
  'POST /meta/bases/{base}/tables': 'create-table',
  'PATCH /meta/bases/{base}/tables/{table}': 'update-table',
  'PATCH /meta/bases/{base}/tables/{table}/fields/{field}': 'update-field',
  'POST /{base}/{table}/listRecords': 'list-records',
  'GET /{base}/{table}/{record}': 'get-record',
  'GET /{base}/{table}/{record}/comments': 'list-comments',
  'POST /{base}/{table}/{record}/comments': 'create-comment',
  'PATCH /{base}/{table}/{record}/comments/{comment}': 'update-comment',
  'DELETE /{base}/{table}/{record}/comments/{comment}': 'delete-comment',
};
