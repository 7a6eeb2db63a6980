import type { HttpRequest } from '../../core/http/message.js';
import { randomHex } from '../../core/util/random.js';

/** The keys of OAuth 1.0a: of the app, and of the user. They do not expire. */
export interface OAuth1Keys {
  consumerKey: string;
  consumerSecret: string;
  token: string;
  tokenSecret: string;
}

/**
 * Signs a request by OAuth 1.0a with HMAC-SHA1 (RFC 5849). Neither JSON nor multipart bodies are
 * part of the signature. A repeated request gets a new nonce: X refuses one that it has seen.
 */
export function signedBy(keys: OAuth1Keys, request: HttpRequest): HttpRequest {
  const fields = {
    oauth_consumer_key: keys.consumerKey,
    oauth_nonce: randomHex(16),
    oauth_signature_method: 'HMAC-SHA1',
    oauth_timestamp: String(Math.floor(Date.now() / 1000)),
    oauth_token: keys.token,
    oauth_version: '1.0',
  };
  const signature = signatureOf(keys, request, fields);
  const header = Object.entries({ ...fields, oauth_signature: signature })
    .map(([name, value]) => `${name}="${encoded(value)}"`)
    .join(', ');
  return { ...request, headers: { ...request.headers, authorization: `OAuth ${header}` } };
}

/** Exported for its test. */
export function signatureOf(
  { consumerSecret, tokenSecret }: OAuth1Keys,
  { method, url }: Pick<HttpRequest, 'method' | 'url'>,
  fields: Readonly<Record<string, string>>,
): string {
  const pairs = [...url.searchParams, ...Object.entries(fields)]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort();
  const text = [method, `${url.origin}${url.pathname}`, pairs.join('&')].map(encoded).join('&');
  const key = `${encoded(consumerSecret)}&${encoded(tokenSecret)}`;
  // Loaded here and not at startup, because most commands do not need it.
  const { createHmac } = process.getBuiltinModule('node:crypto');
  return createHmac('sha1', key).update(text).digest('base64');
}

/** Percent-encoded by RFC 3986: only letters, digits and -._~ stay. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
