import type { BinaryLike } from 'node:crypto';
import { InputError } from '../errors/errors.js';
import type { HttpRequest } from './message.js';
import { ExactUrl, percentDecoded } from './url.js';

/**
 * AWS Signature Version 4. S3 encodes the path once, the other services twice.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export interface Credentials {
  accessKey: string;
  secretKey: string;
  /** For temporary keys only. */
  sessionToken: string | undefined;
  region: string;
  service: string;
}

/** Signed instead of the hash of a body that is not read in advance. */
export const UNSIGNED = 'UNSIGNED-PAYLOAD';

const ALGORITHM = 'AWS4-HMAC-SHA256';

/** A request to sign: `headers` are the signed ones, with lower-case names. */
export interface Signable {
  method: string;
  url: URL;
  headers: Readonly<Record<string, string>>;
  /** The body's SHA-256, or a constant in its place. */
  payload: string;
}

// Not imported: most commands need no node:crypto, and loading it is felt.
const crypto = () => process.getBuiltinModule('node:crypto');

export function sha256(data: BinaryLike): string {
  return crypto().createHash('sha256').update(data).digest('hex');
}

function hmac(key: BinaryLike, data: string): Buffer {
  return crypto().createHmac('sha256', key).update(data).digest();
}

/** Encodes every byte but the unreserved ones, as AWS does: stricter than `encodeURIComponent`. */
export function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Encodes a key, but not its slashes. */
export function encodedPath(path: string): string {
  return path.split('/').map(encoded).join('/');
}

export function canonicalRequest(
  { method, url, headers, payload }: Signable,
  service = 's3',
): string {
  const path = encodedPath(percentDecoded(url.pathname));
  const names = Object.keys(headers).sort();
  return [
    method,
    service === 's3' ? path : encodedPath(path),
    canonicalQuery(url.searchParams),
    ...names.map((name) => `${name}:${headers[name]!.trim().replace(/ +/g, ' ')}`),
    '',
    names.join(';'),
    payload,
  ].join('\n');
}

/** Names and values, sorted by their encoded bytes. */
function canonicalQuery(query: URLSearchParams): string {
  const pairs = [...query].map(([name, value]) => [encoded(name), encoded(value)] as const);
  pairs.sort(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)));
  return pairs.map(([name, value]) => `${name}=${value}`).join('&');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function signatureOf(signable: Signable, who: Credentials, date: string): string {
  const text = [
    ALGORITHM,
    date,
    scopeOf(who, date),
    sha256(canonicalRequest(signable, who.service)),
  ].join('\n');
  const scope = [date.slice(0, 8), who.region, who.service, 'aws4_request'];
  const key = scope.reduce<BinaryLike>((last, part) => hmac(last, part), `AWS4${who.secretKey}`);
  return hmac(key, text).toString('hex');
}

function scopeOf({ region, service }: Credentials, date: string): string {
  return `${date.slice(0, 8)}/${region}/${service}/aws4_request`;
}

/** `20130524T000000Z` */
function stamp(date: Date): string {
  return date.toISOString().replace(/[-:]|\.\d+/g, '');
}

/** The `Authorization` header of a request. */
export function authorization(signable: Signable, who: Credentials, date: string): string {
  const signed = Object.keys(signable.headers).sort().join(';');
  const signature = signatureOf(signable, who, date);
  return `${ALGORITHM} Credential=${who.accessKey}/${scopeOf(who, date)}, SignedHeaders=${signed}, Signature=${signature}`;
}

/** Headers that no proxy changes. Others may be rewritten on the way, and are not signed. */
const SIGNED = /^(host|date|range|content-type|content-md5|if-[\w-]+|x-amz-.*)$/;

/** Adds the headers that sign the request; call it again before each attempt. */
export function signed(
  request: HttpRequest,
  payload: string,
  who: Credentials,
  now = new Date(),
): HttpRequest {
  const date = stamp(now);
  const headers: Record<string, string> = {
    'x-amz-content-sha256': payload,
    ...request.headers,
    'x-amz-date': date,
    ...(who.sessionToken && { 'x-amz-security-token': who.sessionToken }),
  };
  const all = Object.entries({ host: request.url.host, ...headers });
  checkAscii(headers);
  const signable: Signable = {
    method: request.method,
    url: request.url,
    headers: Object.fromEntries(all.filter(([name]) => SIGNED.test(name))),
    payload: headers['x-amz-content-sha256']!,
  };
  headers.authorization = authorization(signable, who, date);
  return { ...request, headers };
}

/**
 * Other characters are sent in one encoding and signed in another, so that no signature matches.
 *
 * @throws {InputError} A header has some.
 */
function checkAscii(headers: Readonly<Record<string, string>>): void {
  const found = Object.entries(headers).find(([, value]) => /[^\t\x20-\x7e]/.test(value));
  if (!found) return;
  throw new InputError({
    param: 'headers',
    message: `the header "${found[0]}" contains characters outside ASCII, which AWS does not support`,
    hint: 'Encode its value, for example with percent signs or as Base64.',
  });
}

interface Presigning {
  method: string;
  url: URL;
  /** Headers that must be sent with the link. */
  headers: Readonly<Record<string, string>>;
  /** In seconds. */
  expires: number;
}

/**
 * A temporary link that works for anyone who has it.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export function presigned(
  { method, url, headers, expires }: Presigning,
  who: Credentials,
  now = new Date(),
): string {
  const date = stamp(now);
  const signedHeaders = { host: url.host, ...headers };
  const query = {
    'X-Amz-Algorithm': ALGORITHM,
    'X-Amz-Credential': `${who.accessKey}/${scopeOf(who, date)}`,
    'X-Amz-Date': date,
    'X-Amz-Expires': String(expires),
    ...(who.sessionToken && { 'X-Amz-Security-Token': who.sessionToken }),
    'X-Amz-SignedHeaders': Object.keys(signedHeaders).sort().join(';'),
  };
  const link = withQuery(url, query);
  const signable = { method, url: link, headers: signedHeaders, payload: UNSIGNED };
  return `${link.href}&X-Amz-Signature=${signatureOf(signable, who, date)}`;
}

/** Adds the query to the URL, with spaces as `%20`: `+` would be signed as another character. */
export function withQuery(url: URL, query: Readonly<Record<string, string>>): URL {
  const own = [...url.searchParams].map(([name, value]) => queryPair(name, value));
  const added = Object.entries(query).map(([name, value]) => queryPair(name, value));
  const search = [...own, ...added].join('&');
  return new ExactUrl(url.origin, url.pathname, search && `?${search}`);
}

function queryPair(name: string, value: string): string {
  return value === '' ? encoded(name) : `${encoded(name)}=${encoded(value)}`;
}
