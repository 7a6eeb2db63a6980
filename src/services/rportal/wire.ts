import type { Call } from '../../core/definition/call.js';
import { address, secret } from '../../core/definition/kinds/index.js';
import { callContext } from '../../core/definition/param.js';
import { parseBase, withScheme } from '../../core/http/url.js';
import type { Pager } from '../../core/rest/pager.js';
import { rest } from '../../core/rest/table.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { withoutEnd } from '../../core/util/without-end.js';

export const url = address(
  'Server address',
  { example: 'https://reportportal.example.com' },
  withScheme,
);
const token = secret('API key of the user, or a temporary token', {
  env: ['RP_API_KEY'],
  example: 'env:RP_API_KEY',
});

/** Where the user is, and who the user is. */
export interface Access {
  url: string;
  token: string;
}

/** The address of one of the server's services: `api`, or `uat`, which issues tokens. */
export function addressOf(call: Call, url: string, service: 'api' | 'uat'): URL {
  const base = parseBase(withScheme(url), callContext(call, 'url'));
  const root = withoutEnd(base.pathname, '/').replace(/\/api$/, '');
  base.pathname = `${root}/${service}`;
  return base;
}

const byPage: Pager = {
  next({ page }) {
    const isLast = !isRecord(page) || Number(page.number) >= Number(page.totalPages);
    return isLast ? undefined : { 'page.page': Number(page.number) + 1 };
  },
  largest: { 'page.size': 300 },
};

/** Errors, of the API and of the service for tokens. */
export const policy = { refusal: refusalIn };

/** How requests to ReportPortal differ from other services. */
export const { table, read, write, remove, list, custom, send, request } = rest({
  service: 'rportal',
  first: { url, token },
  target: ({ url, token }, call) => ({ base: addressOf(call, url, 'api'), token }),
  policy,
  pager: byPage,
  reference: () => DOCUMENTATION,
});

const DOCUMENTATION = 'https://reportportal.io/docs/dev-guides/ReportingDevelopersGuide/';

function refusalIn({ errorCode, message, error, error_description: words }: JsonRecord) {
  if (errorCode !== undefined) return { reason: String(errorCode), message: textIn(message) };
  return typeof error === 'string' && textIn(words)
    ? { reason: error, message: textIn(words) }
    : undefined;
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
