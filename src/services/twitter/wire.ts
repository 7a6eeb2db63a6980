import type { Call } from '../../core/definition/call.js';
import type { Args } from '../../core/definition/param.js';
import { signedBy } from '../../core/http/oauth1.js';
import { serviceAddress } from '../../core/http/url.js';
import { rest } from '../../core/rest/table.js';
import type { Target } from '../../core/rest/wire.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { type Access, access, needed } from './access.js';
import { FORBIDDEN, hintFor } from './hints.js';
import { API } from './vendor.js';

const auth = access({
  optional: true,
  example: "{'access_token':'env:X_ACCESS_TOKEN'}",
});

/** The param that all methods with requests have. */
export type Authorized = Args<{ auth: typeof auth }>;

/** How requests to X differ from other services. */
const wire = {
  service: 'twitter',
  address: API,
  last: { auth },
  target: ({ auth }: Authorized, call: Call): Target => ({
    base: `${serviceAddress(call, API)}/2`,
    ...authorizationOf(auth, call),
  }),
  policy: {
    refusal: refusalIn,
    retryAfter: untilReset,
    hint: ({ status }: { status: number }, call: Call) =>
      status === 401
        ? `Check ${call.label('auth')}: an access token is valid for 2 hours. With client_id and refresh_token, it is renewed.`
        : undefined,
  },
};
export const { table, custom, send, request } = rest(wire);
/** The same for forms with files. */
export const { send: sendForm } = rest({ ...wire, body: 'form' });

/** OAuth 1.0a if the record has its keys, which do not expire, otherwise OAuth 2.0. */
function authorizationOf(auth: Access | undefined, call: Call): Pick<Target, 'token' | 'sign'> {
  if (auth?.texts.oauth_token === undefined) {
    return { token: auth?.source ?? needed(call, auth, 'access_token') };
  }
  const keys = {
    consumerKey: needed(call, auth, 'oauth_consumer_key'),
    consumerSecret: needed(call, auth, 'oauth_consumer_secret'),
    token: needed(call, auth, 'oauth_token'),
    tokenSecret: needed(call, auth, 'oauth_token_secret'),
  };
  return { sign: (request) => signedBy(keys, request) };
}

/**
 * X describes errors as problems, `{"title", "detail", "type", "status"}`, also inside of a response
 * with status 200, in `errors` and without `data`.
 */
function refusalIn({ title, detail, type, errors, data }: JsonRecord, status: number) {
  const [first] = Array.isArray(errors) ? errors.filter(isRecord) : [];
  if (typeof title !== 'string' && (!first || data !== undefined)) return undefined;
  const reason = text(title) ?? text(first?.title);
  const words = [text(detail), text(first?.message) ?? text(first?.detail)];
  const name = (text(type) ?? text(first?.type))?.split('/').at(-1) ?? '';
  return {
    reason,
    message: [...new Set(words.filter((one) => one !== reason))].filter(Boolean).join('; '),
    hint: hintFor(name) ?? (status === 403 ? FORBIDDEN : undefined),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The limits of X: of 15 minutes, and of a day. The header says when one ends, in Unix seconds. */
const LIMITS = ['x-rate-limit', 'x-user-limit-24hour', 'x-app-limit-24hour'];

/** X names the moment when requests are accepted again, not the wait. */
function untilReset({ status, headers }: { status: number; headers: Record<string, string> }) {
  if (status !== 429) return undefined;
  const resets = LIMITS.filter((limit) => headers[`${limit}-remaining`] === '0').map((limit) =>
    Number(headers[`${limit}-reset`]),
  );
  const latest = Math.max(...resets);
  return Number.isFinite(latest) ? Math.max(0, latest * 1000 - Date.now()) : undefined;
}
