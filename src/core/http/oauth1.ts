import { randomHex } from '../util/random.js';
import type { HttpRequest } from './message.js';

/** The keys of OAuth 1.0a: of the app, and of the user. They do not expire. */
export interface OAuth1Keys {
  consumerKey: string;
  consumerSecret: string;
  token: string;
  /** With an RSA method, it is not used. */
  tokenSecret: string;
}

export const SIGNATURE_METHODS = [
  'HMAC-SHA1',
  'HMAC-SHA256',
  'HMAC-SHA512',
  'RSA-SHA1',
  'RSA-SHA256',
  'PLAINTEXT',
] as const;
export type SignatureMethod = (typeof SIGNATURE_METHODS)[number];

interface Signing {
  method?: SignatureMethod;
  version?: string;
  /** True if the fields of a form are part of the signature, as RFC 5849 requires. */
  withForm?: boolean;
}

/**
 * Signs a request by OAuth 1.0a (RFC 5849). JSON and multipart bodies are not part of the signature.
 * A repeated request gets a new nonce: servers refuse one that they have seen. With an RSA method, the
 * consumer secret is the private key.
 */
export function signedBy(
  keys: OAuth1Keys,
  request: HttpRequest,
  { method = 'HMAC-SHA1', version = '1.0', withForm = false }: Signing = {},
): HttpRequest {
  const fields = {
    oauth_consumer_key: keys.consumerKey,
    oauth_nonce: randomHex(16),
    oauth_signature_method: method,
    oauth_timestamp: String(Math.floor(Date.now() / 1000)),
    ...(keys.token !== '' && { oauth_token: keys.token }),
    ...(version !== '' && { oauth_version: version }),
  };
  const form = withForm ? formOf(request) : [];
  const signature = signatureOf(keys, request, fields, method, form);
  const header = Object.entries({ ...fields, oauth_signature: signature })
    .map(([name, value]) => `${name}="${encoded(value)}"`)
    .join(', ');
  return { ...request, headers: { ...request.headers, authorization: `OAuth ${header}` } };
}

type Pair = readonly [name: string, value: string];

function formOf({ headers, body }: HttpRequest): readonly Pair[] {
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '');
  return isForm && body?.kind === 'text' ? [...new URLSearchParams(body.text)] : [];
}

/** Exported for its test. */
export function signatureOf(
  { consumerSecret, tokenSecret }: OAuth1Keys,
  { method, url }: Pick<HttpRequest, 'method' | 'url'>,
  fields: Readonly<Record<string, string>>,
  signing: SignatureMethod = 'HMAC-SHA1',
  form: readonly Pair[] = [],
): string {
  const key = `${encoded(consumerSecret)}&${encoded(tokenSecret)}`;
  if (signing === 'PLAINTEXT') return key;
  const pairs = [...url.searchParams, ...form, ...Object.entries(fields)].map(
    ([name, value]) => [encoded(name), encoded(value)] as const,
  );
  // By the encoded names, then the values: `a=1` comes before `a1=0`.
  pairs.sort(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)));
  const list = pairs.map(([name, value]) => `${name}=${value}`).join('&');
  const address = `${url.origin}${url.pathname}`;
  const text = [method.toUpperCase(), address, list].map(encoded).join('&');
  // Loaded here and not at startup, because most commands do not need it.
  const { createHmac, createSign } = process.getBuiltinModule('node:crypto');
  const [family, hash] = signing.split('-') as [string, string];
  if (family === 'RSA') return createSign(hash).update(text).sign(consumerSecret, 'base64');
  return createHmac(hash, key).update(text).digest('base64');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Percent-encoded by RFC 3986: only letters, digits and -._~ stay. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
