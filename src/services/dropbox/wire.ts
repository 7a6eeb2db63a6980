import type { Call } from '../../core/definition/call.js';
import { serviceAddress } from '../../core/http/url.js';
import { oauthToken } from '../../core/rest/oauth/oauth-token.js';
import type { TokenSource } from '../../core/rest/oauth/token-source.js';
import type { Pager } from '../../core/rest/pager.js';
import type { Route } from '../../core/rest/route.js';
import { rest } from '../../core/rest/table.js';
import { policy } from './refusal.js';
import { vendor } from './vendor.js';

export const token = oauthToken({ vendor }, 'Access token, or credentials that get one', {
  env: ['DROPBOX_TOKEN'],
  example: 'env:DROPBOX_TOKEN',
});

/** A token as the methods receive it. */
export interface Signed {
  token: string | TokenSource;
}

const byCursor: Pager = {
  next: ({ has_more: more, cursor }) => (more === true ? { cursor } : undefined),
};

const common = {
  service: 'dropbox',
  first: { token },
  policy,
  pager: byCursor,
  reference: ({ path }: Route) =>
    `https://www.dropbox.com/developers/documentation/http/documentation#${path.slice(1).replaceAll('/', '-')}`,
} as const;

const at = (server: string) => ({
  target: ({ token }: Signed, call: Call) => ({
    base: `${serviceAddress(call, `https://${server}.dropboxapi.com`)}/2`,
    token,
  }),
});

/** How Dropbox's requests differ from other services: every route is a POST with JSON. */
export const { table, read, write, list, custom, send, request } = rest({
  ...common,
  ...at('api'),
});

/** Routes without an argument accept no body, not even an empty object. */
export const { read: readBare, send: sendBare } = rest({ ...common, ...at('api'), body: 'none' });

/** Routes whose body, or whose response, is a file. */
export const content = rest({ ...common, ...at('content'), body: 'none' });
