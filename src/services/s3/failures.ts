import { ConnectionError, HttpError } from '../../core/errors/errors.js';
import type { Basic } from './settings.js';

/** What it takes to make an error's hint one of this service: the params are others than usual. */
export function withHint(error: unknown, basic: Basic, url: URL): unknown {
  if (error instanceof HttpError) return refused(error, basic, url);
  if (error instanceof ConnectionError && error.reason === 'ENOTFOUND') {
    const { method, reason, sent, retryable, cause } = error;
    const hint = isInHost(basic, url)
      ? `Check URL in --basic. Where its buckets are no hosts of their own: --dir true.`
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

/** Without the method's name before it and the hint behind it. */
function bareMessage({ message, method, hint }: HttpError | ConnectionError): string {
  const from = method && message.startsWith(`${method}: `) ? method.length + 2 : 0;
  return message.slice(from, hint ? message.length - hint.length - 1 : undefined);
}

const CLOCK =
  'Set the clock of this machine right: it differs from the server’s by more than 15 minutes';

function hintFor(error: HttpError, basic: Basic, url: URL): string | undefined {
  const { status, headers } = error;
  const code = inner(error, 'Code');
  if (code === 'RequestTimeTooSkewed') {
    return `${CLOCK}${headers.date ? ` (there it is ${headers.date})` : ''}.`;
  }
  const elsewhere = regionHint(error, basic);
  if (elsewhere) return elsewhere;
  if (status >= 300 && status < 400) return redirectHint(headers.location);
  if (code === 'SignatureDoesNotMatch') {
    return 'Check SecretKey in --basic, and that nothing on the way changes the request.';
  }
  if (code === 'InvalidAccessKeyId') return 'Check AccessKey in --basic.';
  if (code === 'EntityTooLarge') return 'PutObject sends what is so large in parts.';
  if (status === 401 || status === 403) {
    const who = basic.accessKey ? 'its keys, and that they may do this' : 'it holds no keys';
    // An answer without a body does not say why: the clock is the cause nobody thinks of.
    const clock = status === 403 && !code ? ' Is the clock of this machine right?' : '';
    return `Check --basic: ${who}.${clock}`;
  }
  if (status === 404 && isInHost(basic, url)) {
    return 'Check the names in the call. Where buckets are no hosts of their own: --dir true.';
  }
  if (status === 404) return 'Check the names in the call, and URL in --basic.';
  if (status === 405) return 'Check URL in --basic: this address takes no such request.';
  return undefined;
}

const REGIONAL = new Set([
  'PermanentRedirect',
  'TemporaryRedirect',
  'AuthorizationHeaderMalformed',
  'IllegalLocationConstraintException',
]);

/** The region or the address that a request should have gone to. */
function regionHint(error: HttpError, { region, url }: Basic): string | undefined {
  const { status, headers } = error;
  const isRedirect = status === 301 || status === 307;
  if (!isRedirect && !REGIONAL.has(inner(error, 'Code') ?? '') && status !== 400) return undefined;
  const meant = headers['x-amz-bucket-region'] ?? inner(error, 'Region');
  if (meant && /^[\w-]+$/.test(meant) && meant !== region) {
    const isAws = /(^|\.)amazonaws\.com$/.test(url.hostname);
    const address = isAws ? `, and as URL https://s3.${meant}.amazonaws.com` : '';
    return `The bucket is in the region ${meant}: give that as Region in --basic${address}.`;
  }
  const endpoint = inner(error, 'Endpoint');
  if (!endpoint || !/^[\w.:-]+$/.test(endpoint)) return undefined;
  return `The bucket is reached at ${endpoint}: give its storage as URL in --basic.`;
}

function redirectHint(location: string | undefined): string | undefined {
  if (!location) return 'The bucket is somewhere else: check URL and Region in --basic.';
  const shown = location.split(/[?#]/)[0]!.replace(/\/\/[^/@]*@/, '//');
  return `It points to ${shown}: give the address it means as URL in --basic.`;
}

/** The text of an element of an error's body. */
function inner({ body }: HttpError, name: string): string | undefined {
  if (typeof body !== 'string') return undefined;
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1];
}

function isInHost(basic: Basic, url: URL): boolean {
  return url.host !== basic.url.host;
}
