import type { Call, Effect } from '../definition/call.js';
import { callDefaults } from '../definition/call-options.js';
import { HttpError } from '../errors/errors.js';
import { isSecretHeader } from '../errors/redact.js';
import { now } from '../util/clock.js';
import { build, type RequestSpec } from './build.js';
import { toCurl } from './curl.js';
import { download } from './download.js';
import type { Answer, Exchange, HttpRequest, Read, RequestBody } from './message.js';
import { readError, shown, where } from './read.js';
import { readAccepted } from './read-accepted.js';
import { retryDelay } from './retry.js';
import type { BytesOrFile } from './save.js';
import { send } from './send/send.js';
import { pause } from './wait.js';

/** Sends a request and reads the response as JSON. Throws if the service refuses in it. */
export function request(
  call: Call,
  method: string,
  url: URL,
  spec: RequestSpec = {},
): Promise<unknown> {
  return exchange(call, method, url, spec, readAccepted);
}

/** Sends a request and reads the bytes of the response: into memory, or to the file of `saveTo`. */
export function requestBytes(
  call: Call,
  method: string,
  url: URL,
  spec: RequestSpec = {},
): Promise<BytesOrFile> {
  return download(call, (headers, read) => {
    const ownHeaders = { ...spec.ownHeaders, ...headers };
    // Each request adds the query to its own URL.
    return exchange(call, method, new URL(url), { ...spec, ownHeaders }, read);
  });
}

/** Builds, sends and reads. Retries after a failure if that is allowed. */
export async function exchange<T>(
  call: Call,
  method: string,
  url: URL,
  spec: RequestSpec,
  read: Read<T>,
  effect: Effect = call.effect,
): Promise<T> {
  const first = build(call, method, url, spec);
  call.wouldSend(() => toCurl(first, call));
  for (let made = 0; ; made++) {
    try {
      return await attempt(first, call, read, made);
    } catch (error) {
      const wait = pauseBefore(error, first, call, effect, made);
      if (wait === undefined) throw error;
      call.debug(() => `  again in ${Math.round(wait)} ms: ${(error as Error).message}`);
      const { onRetry, retries = callDefaults.retries } = call.options;
      onRetry?.({ wait, number: made + 1, most: retries, error: error as Error });
      await pause(wait, call);
    }
  }
}

async function attempt<T>(first: HttpRequest, call: Call, read: Read<T>, made: number): Promise<T> {
  const signed = first.sign?.(first) ?? first;
  const request = withCookies(signed, signed);
  const answer = await ask(request, signed, call);
  let answered: Exchange = { request, answer, call };
  if (mayGoOn(answer)) answered = await follow(signed, answered);
  const { status, headers } = answered.answer;
  call.answered = { status, headers };
  const { retries = callDefaults.retries } = call.options;
  const isLast = made >= retries || !(status === 429 || status >= 500);
  if ((status >= 200 && status < 300) || (first.anyStatus && isLast)) return read(answered);
  throw await readError(answered);
}

function pauseBefore(
  error: unknown,
  { body, retryAfter }: HttpRequest,
  call: Call,
  effect: Effect,
  made: number,
): number | undefined {
  if (isUsedUp(body)) return undefined;
  const wait = retryDelay({
    error,
    asked: error instanceof HttpError ? retryAfter?.(error) : undefined,
    effect,
    made,
    retries: call.options.retries ?? callDefaults.retries,
    retryWrites: call.options.retryWrites ?? false,
    now: Date.now(),
    random: Math.random(),
  });
  // Waiting past the deadline is useless: this failure says more than a timeout would.
  return wait !== undefined && now() + wait < call.deadline ? wait : undefined;
}

/** True for a stream, which can be sent only once. */
function isUsedUp(body: RequestBody | undefined): boolean {
  return body !== undefined && body.kind !== 'text' && !body.replayable;
}

const MOST_REDIRECTS = 5;
/** A second challenge says that the first answer was too old. */
const MOST_CHALLENGES = 2;

/** True for a redirect and for a challenge. */
function mayGoOn({ status }: Answer): boolean {
  return status === 401 || (status >= 300 && status < 400);
}

/**
 * Answers challenges and follows redirects: without the caller's headers and without secrets once the
 * origin changes.
 */
async function follow(first: HttpRequest, begun: Exchange): Promise<Exchange> {
  const { redirects = MOST_REDIRECTS } = first;
  const { call } = begun;
  let { request, answer } = begun;
  for (let [hops, challenges] = [0, 0]; ; ) {
    const isAsked = answer.status === 401 && challenges < MOST_CHALLENGES;
    const answered = isAsked ? await challenged(first, request, answer) : undefined;
    const moved = hops < redirects ? redirected(request, answer, call) : undefined;
    const next = answered ?? moved;
    if (!next) return { request, answer, call };
    if (answered) challenges++;
    else hops++;
    answer.release();
    answer.body.destroy();
    request = withCookies(next, first);
    answer = await ask(request, first, call);
  }
}

/** Sends a request once. */
function ask(request: HttpRequest, { cookies }: HttpRequest, call: Call): Promise<Answer> {
  trace(request, call);
  const sending = send(request, call);
  // Each promise in between costs every call of a program something.
  if (!cookies && !call.options.debug) return sending;
  const started = now();
  return sending.then((answer) => {
    call.debug(() => `< ${answer.status} after ${Math.round(now() - started)} ms`);
    cookies?.store(request.url, answer.setCookies ?? []);
    return answer;
  });
}

/** Only the server that the request was for gets an answer. */
function challenged(
  { url, answerChallenge }: HttpRequest,
  current: HttpRequest,
  answer: Answer,
): Promise<HttpRequest | undefined> | undefined {
  if (!answerChallenge || current.url.origin !== url.origin || isUsedUp(current.body)) {
    return undefined;
  }
  return answerChallenge(current, answer);
}

/** With the cookies for this URL; those in the headers of the caller are for the first one. */
function withCookies(request: HttpRequest, first: HttpRequest): HttpRequest {
  const { cookies: jar } = first;
  if (!jar) return request;
  const { cookie: _, ...headers } = request.headers;
  const own = request.url.origin === first.url.origin ? first.headers.cookie : undefined;
  const all = [own, jar.header(request.url)].filter(Boolean).join('; ');
  return { ...request, headers: all ? { ...headers, cookie: all } : headers };
}

/** The request for a redirect, if it is unambiguous. */
function redirected(request: HttpRequest, answer: Answer, call: Call): HttpRequest | undefined {
  const { status } = answer;
  const { location } = answer.headers;
  if (status < 300 || status > 399 || !location || !URL.canParse(location, request.url.href)) {
    return undefined;
  }
  // A signature for one URL is invalid at another, and credentials are for one server.
  if (request.sign || request.stays) return undefined;
  const url = new URL(location, request.url);
  if (!/^https?:$/.test(url.protocol)) return undefined;
  // An encrypted request must stay encrypted.
  if (request.url.protocol === 'https:' && url.protocol === 'http:') return undefined;
  const reads = request.method === 'GET' || request.method === 'HEAD';
  const keepsMethod = status === 307 || status === 308;
  if (!reads && !keepsMethod && status !== 303) return undefined;
  if (keepsMethod && isUsedUp(request.body)) return undefined;

  const isElsewhere = url.origin !== request.url.origin;
  if (isElsewhere && keepsMethod && hasSecret(request.body, call)) return undefined;

  const headers = { ...request.headers };
  if (isElsewhere) {
    for (const [name, value] of Object.entries(headers)) {
      const isSecret = isSecretHeader(name) || isMasked(value, call);
      if (isSecret || request.ownedByCaller.includes(name)) delete headers[name];
    }
  }
  if (keepsMethod || reads) return { ...request, url, headers };
  delete headers['content-type'];
  delete headers['content-length'];
  return { ...request, method: 'GET', url, headers, body: undefined };
}

/** True for a body with one of the call's secrets, other than in a file. */
function hasSecret(body: RequestBody | undefined, call: Call): boolean {
  if (body?.kind === 'text') return isMasked(body.text, call);
  if (body?.kind !== 'form') return false;
  return body.fields.some(([, value]) => typeof value === 'string' && isMasked(value, call));
}

function isMasked(text: string, { redactor }: Call): boolean {
  return redactor.text(text) !== text;
}

function trace(request: HttpRequest, call: Call): void {
  call.debug(() => {
    const headers = Object.entries(request.headers).map(
      ([name, value]) => `  ${name}: ${isSecretHeader(name) ? '***' : value}`,
    );
    const { body } = request;
    const text =
      body?.kind === 'text'
        ? shown(body.text, call)
        : body && (body.kind === 'form' ? '(a form with files)' : `(${body.bytes.from})`);
    return [`> ${where(request)}`, ...headers, ...(text ? [`  ${text}`] : [])].join('\n');
  });
}
