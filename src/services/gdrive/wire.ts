import type { Call } from '../../core/definition/call.js';
import { serviceAddress } from '../../core/http/url.js';
import type { TokenSource } from '../../core/rest/oauth/token-source.js';
import type { Fields, Route } from '../../core/rest/route.js';
import { rest } from '../../core/rest/table.js';
import { googleToken } from '../../core/rest/vendors/google.js';
import { googlePager, googlePolicy } from '../../core/rest/vendors/google-api.js';
import { hints } from './hints.js';

export const token = googleToken('drive');
export const address = 'https://www.googleapis.com';
export const policy = googlePolicy('drive', hints);

/** A token as the methods receive it. */
export interface Signed {
  token: string | TokenSource;
}

const common = {
  service: 'gdrive',
  first: { token },
  policy,
  pager: googlePager({ pageSize: 100 }),
  reference: ({ verb, path }: Route) => `${ROOT}${REFERENCES[`${verb} ${path}`] ?? ''}`,
} as const;

const at = (path: string, query: Fields = {}) => ({
  target: ({ token }: Signed, call: Call) => ({
    base: `${serviceAddress(call, address)}${path}`,
    token,
    query,
  }),
});

/** Without it, files of shared drives do not exist for a client. */
const everywhere = { supportsAllDrives: true };

/** How Google Drive's requests differ from other services. */
export const { table, read, write, remove, custom, send, download, request } = rest({
  ...common,
  ...at('/drive/v3', everywhere),
});

/** Requests whose body is the content of a file. */
export const { sendFor: sendForUpload } = rest({
  ...common,
  ...at('/upload/drive/v3', everywhere),
});

/** Requests that have no such query. */
export const { remove: removeBare, download: downloadBare } = rest({
  ...common,
  ...at('/drive/v3'),
});

/** Google returns comments only if their fields are named. */
export const comments = rest({ ...common, ...at('/drive/v3', { fields: '*' }) });

const ROOT = 'https://developers.google.com/workspace/drive/api/reference/rest/v3/';
const REFERENCES: Readonly<Record<string, string>> = {
  'GET /files/{object}': 'files/get',
  'POST /files': 'files/create',
  'POST /files/{object}/copy': 'files/copy',
  'DELETE /files/{object}': 'files/delete',
  'POST /files/{object}/comments': 'comments/create',
  'GET /files/{object}/comments/{comment}': 'comments/get',
  'GET /files/{object}/comments': 'comments/list',
  'DELETE /files/{object}/comments/{comment}': 'comments/delete',
};
