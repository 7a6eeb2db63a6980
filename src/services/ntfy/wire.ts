import type { Call } from '../../core/definition/call.js';
import { address, secret, text } from '../../core/definition/kinds/index.js';
import type { RequestSpec } from '../../core/http/build.js';
import { encodeSegment } from '../../core/http/url.js';
import { rest } from '../../core/rest/table.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { withoutEnd } from '../../core/util/without-end.js';
import { hintFor } from './hints.js';

export const url = address('URL of the server', { example: 'https://ntfy.sh' });
export const topic = text('Name of the topic', { example: 'disk-alerts' });
export const token = secret('Access token (tk_…), or user:password, if the topic needs one', {
  optional: true,
  env: ['NTFY_TOKEN'],
  example: 'env:NTFY_TOKEN',
});

/** The URL of a path on the server, such as `/disk-alerts/json`. */
export function endpoint(base: string, ...segments: readonly string[]): URL {
  const found = new URL(base.trim());
  const path = segments.map((one) => `/${encodeSegment(one)}`).join('');
  found.pathname = `${withoutEnd(found.pathname, '/')}${path || '/'}`;
  return found;
}

/** The authorization of a request, and how the server's errors are read. */
export function common(token: string | undefined, call: Call): RequestSpec {
  const policy = { refusal: refusalIn };
  if (!token?.includes(':')) return { ...policy, token };
  const basic = Buffer.from(token).toString('base64');
  call.redactor.add(basic);
  // The password alone may appear, too.
  call.redactor.add(token.slice(token.indexOf(':') + 1));
  return { ...policy, ownHeaders: { authorization: `Basic ${basic}` } };
}

/** ntfy reports errors as `{"code": 40101, "http": 401, "error": "unauthorized", "link": "…"}`. */
function refusalIn({ code, error }: JsonRecord) {
  if (typeof error !== 'string' || typeof code !== 'number') return undefined;
  return { reason: String(code), message: error, hint: hintFor(String(code)) };
}

/** Any request to a server. */
export const { request } = rest({
  service: 'ntfy',
  first: { url, token },
  target({ url, token }, call) {
    const { token: bearer, ownHeaders } = common(token, call);
    return { base: endpoint(url), token: bearer, headers: ownHeaders };
  },
  policy: { refusal: refusalIn },
});
