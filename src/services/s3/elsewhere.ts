import { HttpError } from '../../core/errors/errors.js';
import { elementOf } from '../../core/http/server-words.js';
import { ExactUrl, isLoopback } from '../../core/http/url.js';
import { awsRegion, inRegion } from './aws-host.js';

/** Codes of a request that was signed for another region. */
const OTHER_REGION = new Set(['AuthorizationHeaderMalformed', 'PermanentRedirect']);

/** Where a request is sent, and how it is signed. */
export interface Place {
  url: URL;
  region: string;
}

/** True if the storage says that a request belongs to another address or region. */
export function isElsewhere(error: unknown): error is HttpError {
  if (!(error instanceof HttpError)) return false;
  const { status, headers } = error;
  if (status >= 300 && status < 400) return status !== 304;
  if (status !== 400) return false;
  // A response to HEAD has no body: only the header says it.
  return OTHER_REGION.has(elementIn(error, 'Code') ?? '') || 'x-amz-bucket-region' in headers;
}

/** The place that the storage names; `undefined` if it names no other one, or none to trust. */
export function placeIn(error: HttpError, { url, region }: Place): Place | undefined {
  const meant = regionIn(error);
  const target = error.status === 400 ? undefined : locationIn(error, url);
  if (target) return { url: target, region: meant ?? awsRegion(target) ?? region };
  if (meant === undefined || meant === region) return undefined;
  return { url: inRegion(url, meant), region: meant };
}

/** The region of a bucket, as an error says it. */
export function regionIn(error: HttpError): string | undefined {
  const meant = error.headers['x-amz-bucket-region'] ?? elementIn(error, 'Region');
  return meant && /^[\w-]+$/.test(meant) ? meant : undefined;
}

/** The text of an element in the body of an error. */
export function elementIn({ body }: HttpError, name: string): string | undefined {
  return typeof body === 'string' ? elementOf(body, name) : undefined;
}

function locationIn({ headers: { location } }: HttpError, from: URL): URL | undefined {
  if (!location || !URL.canParse(location, from.href)) return undefined;
  const to = new URL(location, from);
  if (to.username || to.password || !isSameStorage(from, to)) return undefined;
  // The part or version that the request is about must not get lost.
  const search = to.search || from.search;
  // The path as it was written, which `URL` may have changed.
  const [, path = to.pathname] = /^(?:https?:\/\/[^/?#]*)?(\/[^?#]*)/i.exec(location) ?? [];
  const isAscii = /^[\x21-\x7e]+$/.test(path);
  return new ExactUrl(to.origin, isAscii ? path : to.pathname, search);
}

/**
 * True if a redirect stays with the storage. The contents of objects, the caller's headers and a
 * session token go to no other server, and stay encrypted.
 */
function isSameStorage(from: URL, to: URL): boolean {
  if (to.protocol !== 'https:' && (to.protocol !== 'http:' || from.protocol === 'https:')) {
    return false;
  }
  if (to.hostname === from.hostname) return true;
  if (isLoopback(from.hostname)) return isLoopback(to.hostname);
  const domain = domainOf(from.hostname);
  return domain !== undefined && `.${to.hostname}`.endsWith(`.${domain}`);
}

/** The domain in which a storage has its hosts: for `s3.example.com`, `example.com`. */
function domainOf(hostname: string): string | undefined {
  const aws = /(?:^|\.)(amazonaws\.com(?:\.cn)?)$/.exec(hostname)?.[1];
  if (aws) return aws;
  const above = hostname.slice(hostname.indexOf('.') + 1);
  return /^[\w-]+(\.[\w-]+)*\.[a-z][\w-]*$/i.test(above) ? above : undefined;
}
