import type { Call } from '../../core/definition/call.js';
import { ConnectionError, HttpError } from '../../core/errors/errors.js';
import { isAws } from './aws-host.js';
import { elementIn, regionIn } from './elsewhere.js';
import type { Basic } from './settings.js';

/** The request that failed. */
interface Asked {
  call: Call;
  basic: Basic;
  url: URL;
}

/** The error with a hint of this service: its params are others than usual. */
export function withHint(error: unknown, asked: Asked): unknown {
  if (error instanceof HttpError) return refused(error, asked);
  if (error instanceof ConnectionError && error.reason === 'ENOTFOUND') {
    const { method, reason, sent, retryable, cause } = error;
    const hint = `Check ${field('URL', asked)}.${isInHost(asked) ? pathStyleHint(asked) : ''}`;
    const message = bareMessage(error);
    return new ConnectionError({ method, message, hint, reason, sent, retryable, cause });
  }
  return error;
}

function refused(error: HttpError, asked: Asked): HttpError {
  const { method, status, headers, body, cause } = error;
  return new HttpError({
    method,
    status,
    headers,
    body,
    cause,
    requestId: headers['x-amz-request-id'] ?? error.requestId,
    message: bareMessage(error),
    hint: hintFor(error, asked) ?? error.hint,
  });
}

/** The message without the method's name and the hint. */
function bareMessage({ message, method, hint }: HttpError | ConnectionError): string {
  const from = method && message.startsWith(`${method}: `) ? method.length + 2 : 0;
  return message.slice(from, hint ? message.length - hint.length - 1 : undefined);
}

const CLOCK = 'Set the clock of this machine: it differs from the server’s by more than 15 minutes';

function hintFor(error: HttpError, asked: Asked): string | undefined {
  const { status, headers } = error;
  const code = elementIn(error, 'Code');
  if (code === 'RequestTimeTooSkewed') {
    return `${CLOCK}${headers.date ? ` (the server has ${headers.date})` : ''}.`;
  }
  const elsewhere = regionHint(error, asked);
  if (elsewhere) return elsewhere;
  if (status >= 300 && status < 400) return redirectHint(headers.location, asked);
  if (code === 'SignatureDoesNotMatch') {
    return `Check ${field('SecretKey', asked)}, and that no proxy changes the request.`;
  }
  if (code === 'InvalidAccessKeyId') return `Check ${field('AccessKey', asked)}.`;
  if (code === 'EntityTooLarge') return 'PutObject sends large objects in parts.';
  if (status === 401 || status === 403) {
    const who = asked.basic.accessKey ? 'its keys and their permissions' : 'it has no keys';
    // A response without a body does not say why: a wrong clock is the cause users think of last.
    const clock = status === 403 && !code ? ' Check the clock of this machine too.' : '';
    return `Check ${asked.call.label('basic')}: ${who}.${clock}`;
  }
  if (status === 404 && isInHost(asked))
    return `Check the names in the call.${pathStyleHint(asked)}`;
  if (status === 404) return `Check the names in the call, and ${field('URL', asked)}.`;
  if (status === 405) {
    return `Check ${field('URL', asked)}: the server does not support this method at this address.`;
  }
  return undefined;
}

/** A field of the settings, as the caller knows it. */
function field(name: string, { call }: Asked): string {
  return `${name} in ${call.label('basic')}`;
}

function pathStyleHint({ call }: Asked): string {
  return ` If the storage has no host name for each bucket, set ${call.label('pathStyle')} to true.`;
}

const REGIONAL = new Set([
  'PermanentRedirect',
  'TemporaryRedirect',
  'AuthorizationHeaderMalformed',
  'IllegalLocationConstraintException',
]);

/** The region or endpoint that the request should have used. */
function regionHint(error: HttpError, asked: Asked): string | undefined {
  const { region, url } = asked.basic;
  const { status } = error;
  const isRedirect = status === 301 || status === 307;
  if (!isRedirect && !REGIONAL.has(elementIn(error, 'Code') ?? '') && status !== 400)
    return undefined;
  const meant = regionIn(error);
  if (meant && meant !== region) {
    const address = isAws(url) ? `, and URL to https://s3.${meant}.amazonaws.com` : '';
    return `The bucket is in the region ${meant}: set ${field('Region', asked)} to it${address}.`;
  }
  const endpoint = elementIn(error, 'Endpoint');
  if (!endpoint || !/^[\w.:-]+$/.test(endpoint)) return undefined;
  return `The bucket is at ${endpoint}: set ${field('URL', asked)} to the address of its storage.`;
}

function redirectHint(location: string | undefined, asked: Asked): string | undefined {
  if (!location) return `The bucket is elsewhere: check URL and ${field('Region', asked)}.`;
  const shown = location.split(/[?#]/)[0]!.replace(/\/\/[^/@]*@/, '//');
  return `It redirects to ${shown}: use that address as ${field('URL', asked)}.`;
}

function isInHost({ basic, url }: Asked): boolean {
  return url.host !== basic.url.host;
}
