import { secret, text } from '../../core/definition/kinds/index.js';
import { serviceAddress } from '../../core/http/url.js';
import { rest } from '../../core/rest/table.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { hintFor } from './hints.js';

const token = secret('Integration token: ntn_… or secret_…', {
  env: ['NOTION_TOKEN'],
  example: 'env:NOTION_TOKEN',
});

/** The API versions with different requests: since the newer one, databases have data sources. */
const versions = { dataSources: '2025-09-03', databases: '2022-06-28' } as const;

const version = text('API version', {
  values: [versions.dataSources, versions.databases],
  default: versions.dataSources,
});

/** How Notion's requests differ from other services. */
export const { table, read, list, remove, custom, send, request } = rest({
  service: 'notion',
  first: { token },
  last: { version },
  target: ({ token, version }, call) => ({
    base: `${serviceAddress(call, 'https://api.notion.com')}/v1`,
    token,
    headers: { 'notion-version': version },
  }),
  policy: { refusal: refusalIn },
  pager: {
    next: ({ has_more, next_cursor }) => (has_more ? { start_cursor: next_cursor } : undefined),
    largest: { page_size: 100 },
  },
});

/** The params that every method has. */
export interface Asking {
  token: string;
  version: string;
}

export function hasDataSources({ version }: Asking): boolean {
  return version !== versions.databases;
}

function refusalIn({ object, code, message }: JsonRecord) {
  if (object !== 'error') return undefined;
  const words = typeof message === 'string' ? message : undefined;
  return { reason: String(code), message: words, hint: hintFor(String(code), words ?? '') };
}
