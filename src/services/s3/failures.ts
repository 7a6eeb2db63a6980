import { ConnectionError, HttpError } from '../../core/errors/errors.js';
import type { Basic } from './settings.js';

/** Error hints of this service, whose params have other names. */
export function withHint(error: unknown, basic: Basic, url: URL): unknown {
  if (error instanceof HttpError) return refused(error, basic, url);
  if (error instanceof ConnectionError && error.reason === 'ENOTFOUND') {
    const { method, reason, sent, retryable, cause } = error;
    const hint = isInHost(basic, url)
      ? `Check URL in --basic. If its buckets have no hosts of their own, use --dir true.`
      : 'Check URL in --basic.';
    const message = bareMessage(error);
    return new ConnectionError({ method, message, hint, reason, sent, retryable, cause });
  }
  return error;
}

function refused(error: HttpError, basic: Basic, url: URL): HttpError {
  const { method, status, headers, body, cause } = error;
  return new HttpError({
    method,
    status,
    headers,
    body,
    cause,
    requestId: headers['x-amz-request-id'] ?? error.requestId,
    message: bareMessage(error),
    hint: hintFor(error, basic, url) ?? error.hint,
  });
}

/** The message without the method's name and the hint. */
function bareMessage({ message, method, hint }: HttpError | ConnectionError): string {
  const from = method && message.startsWith(`${method}: `) ? method.length + 2 : 0;
  return message.slice(from, hint ? message.length - hint.length - 1 : undefined);
}

const CLOCK = 'Set the clock of this machine: it differs from the server’s by more than 15 minutes';

function hintFor(error: HttpError, basic: Basic, url: URL): string | undefined {
  const { status, headers } = error;
  const code = inner(error, 'Code');
  if (code === 'RequestTimeTooSkewed') {
    return `${CLOCK}${headers.date ? ` (the server has ${headers.date})` : ''}.`;
  }
  const elsewhere = regionHint(error, basic);
  if (elsewhere) return elsewhere;
  if (status >= 300 && status < 400) return redirectHint(headers.location);
  if (code === 'SignatureDoesNotMatch') {
    return 'Check SecretKey in --basic, and that no proxy changes the request.';
  }
  if (code === 'InvalidAccessKeyId') return 'Check AccessKey in --basic.';
  if (code === 'EntityTooLarge') return 'PutObject sends objects of this size in parts.';
  if (status === 401 || status === 403) {
    const who = basic.accessKey ? 'its keys, and their permissions' : 'it contains no keys';
    // A response without a body does not say why: a wrong clock is the cause users think of last.
    const clock = status === 403 && !code ? ' Check the clock of this machine too.' : '';
    return `Check --basic: ${who}.${clock}`;
  }
  if (status === 404 && isInHost(basic, url)) {
    return 'Check the names in the call. If buckets have no hosts of their own, use --dir true.';
  }
  if (status === 404) return 'Check the names in the call, and URL in --basic.';
  if (status === 405) return 'Check URL in --basic: this address does not support the request.';
  return undefined;
}

const REGIONAL = new Set([
  'PermanentRedirect',
  'TemporaryRedirect',
  'AuthorizationHeaderMalformed',
  'IllegalLocationConstraintException',
]);

/** The region or endpoint that the request should have used. */
function regionHint(error: HttpError, { region, url }: Basic): string | undefined {
  const { status, headers } = error;
  const isRedirect = status === 301 || status === 307;
  if (!isRedirect && !REGIONAL.has(inner(error, 'Code') ?? '') && status !== 400) return undefined;
  const meant = headers['x-amz-bucket-region'] ?? inner(error, 'Region');
  if (meant && /^[\w-]+$/.test(meant) && meant !== region) {
    const isAws = /(^|\.)amazonaws\.com$/.test(url.hostname);
    const address = isAws ? `, and https://s3.${meant}.amazonaws.com as URL` : '';
    return `The bucket is in the region ${meant}: set it as Region in --basic${address}.`;
  }
  const endpoint = inner(error, 'Endpoint');
  if (!endpoint || !/^[\w.:-]+$/.test(endpoint)) return undefined;
  return `The endpoint of the bucket is ${endpoint}: set its storage as URL in --basic.`;
}

function redirectHint(location: string | undefined): string | undefined {
  if (!location) return 'The bucket is in another place: check URL and Region in --basic.';
  const shown = location.split(/[?#]/)[0]!.replace(/\/\/[^/@]*@/, '//');
  return `It points to ${shown}: set that address as URL in --basic.`;
}

/** The text of an element in an error body. */
function inner({ body }: HttpError, name: string): string | undefined {
  if (typeof body !== 'string') return undefined;
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1];
}

function isInHost(basic: Basic, url: URL): boolean {
  return url.host !== basic.url.host;
}
