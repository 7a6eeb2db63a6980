import { serviceAddress } from '../../core/http/url.js';
import type { Pager } from '../../core/rest/pager.js';
import { rest } from '../../core/rest/table.js';
import { yandexToken } from '../../core/rest/vendors/yandex.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { hintFor } from './hints.js';

const token = yandexToken('OAuth token, or credentials that get one', ['YANDEX_TOKEN']);

/** A list goes on as long as its pages are full. */
const nextOffset = ({ items, limit, offset }: JsonRecord) => {
  if (typeof limit !== 'number' || typeof offset !== 'number') return undefined;
  return Array.isArray(items) && items.length >= limit ? { offset: offset + limit } : undefined;
};

const byOffset: Pager = { next: nextOffset, largest: { limit: 1000 } };

/** The items of a folder are inside of it. */
export const byOffsetInside: Pager = {
  next: ({ _embedded: inside }) => (isRecord(inside) ? nextOffset(inside) : undefined),
  largest: { limit: 1000 },
};

/** How requests to Yandex Disk differ from other services. */
export const { table, read, list, custom, send, request } = rest({
  service: 'yadisk',
  first: { token },
  target: ({ token }, call) => ({
    base: `${serviceAddress(call, 'https://cloud-api.yandex.net')}/v1`,
    token,
  }),
  authorize: (token) => ({ headers: { authorization: `OAuth ${token}` } }),
  body: 'none',
  policy: { hint: ({ body }) => (isRecord(body) ? hintFor(String(body.error)) : undefined) },
  pager: byOffset,
  reference: ({ path }) => REFERENCES[path] ?? ROOT,
});

const ROOT = 'https://yandex.ru/dev/disk-api/doc/en/';
const REFERENCES: Readonly<Record<string, string>> = {
  '/disk': `${ROOT}reference/capacity`,
  '/disk/resources': `${ROOT}reference/meta`,
  '/disk/resources/{byDate}': `${ROOT}reference/all-files`,
  '/disk/resources/download': `${ROOT}reference/content`,
  '/disk/resources/upload': `${ROOT}reference/upload`,
  '/disk/resources/public': `${ROOT}reference/recent-public`,
  '/disk/public/resources': `${ROOT}reference/public`,
  '/disk/public/resources/download': `${ROOT}reference/public`,
};
