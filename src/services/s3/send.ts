import { setImmediate } from 'node:timers/promises';
import type { Call, Effect } from '../../core/definition/call.js';
import { ConnectionError, type HttpError, ResponseError } from '../../core/errors/errors.js';
import type { Bytes } from '../../core/files/bytes.js';
import { sha256, signed, UNSIGNED } from '../../core/http/aws4.js';
import type { RequestSpec } from '../../core/http/build.js';
import type { Answer, Exchange, Read } from '../../core/http/message.js';
import { readAll, shown, where } from '../../core/http/read.js';
import { exchange } from '../../core/http/request.js';
import { oneLine, serverWords, titleOf } from '../../core/http/server-words.js';
import { notTheApiHint } from '../../core/http/status.js';
import { isLoopback } from '../../core/http/url.js';
import { timeoutError } from '../../core/http/watch.js';
import { now } from '../../core/util/clock.js';
import { cut } from '../../core/util/cut.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { inRegion } from './aws-host.js';
import { isElsewhere, type Place, placeIn } from './elsewhere.js';
import { withHint } from './failures.js';
import type { Basic } from './settings.js';
import type { S3Answer } from './types.js';
import { fromXml } from './xml.js';

/** A request to a storage. */
export interface Sending {
  method: string;
  url: URL;
  body?: string | Bytes | undefined;
  headers?: JsonRecord | undefined;
  ownHeaders?: Readonly<Record<string, string>>;
  /** The name of the root element of a successful response, if it has one. */
  root?: string;
  /** Set if a retry does no harm, whatever the method's effect. */
  effect?: Effect;
}

/** Signs and sends a request, and parses the XML of the response. */
export function send<Response = Record<string, never>>(
  call: Call,
  basic: Basic,
  sending: Sending,
): Promise<S3Answer<Response>> {
  return sendFor(call, basic, sending, async (exchange) => {
    const response = await readXml(exchange, sending.root);
    return replied(exchange.answer, response as Response);
  });
}

/** Signs and sends a request; `read` reads its response. */
export async function sendFor<T>(
  call: Call,
  basic: Basic,
  sending: Sending,
  read: Read<T>,
): Promise<T> {
  const asked = { call, basic: { ...basic }, url: sending.url };
  let place: Place = { url: sending.url, region: basic.region };
  let first: HttpError | undefined;
  for (let hops = 0; ; hops++) {
    try {
      return await sendTo(place, call, basic, sending, read);
    } catch (error) {
      const next = isElsewhere(error) && hops < MOST_HOPS ? placeIn(error, place) : undefined;
      if (!next || !isRepeatable(sending.body)) {
        // The first error says what to change, if the other place is wrong, too.
        throw withHint(isUseless(error) ? (first ?? error) : error, asked);
      }
      first ??= error as HttpError;
      call.debug(() => `  sent again to ${next.url.host}, signed for the region ${next.region}`);
      remember(basic, next);
      place = next;
    }
  }
}

const MOST_HOPS = 3;

function isRepeatable(body: Sending['body']): boolean {
  return body === undefined || typeof body === 'string' || body.replayable;
}

/** True for an error of another place that says less than the redirect to it. */
function isUseless(error: unknown): boolean {
  return isElsewhere(error) || (error instanceof ConnectionError && !error.sent);
}

/** The next requests of the call go to the right region at once. */
function remember(basic: Basic, { region }: Place): void {
  if (region === basic.region) return;
  basic.region = region;
  basic.url = inRegion(basic.url, region);
}

async function sendTo<T>(
  { url, region }: Place,
  call: Call,
  basic: Basic,
  sending: Sending,
  read: Read<T>,
): Promise<T> {
  const payload = call.dryRun ? '' : await payloadOf(url, sending.body);
  const spec = specOf({ ...basic, region }, sending, payload);
  return exchange(call, sending.method, url, spec, read, sending.effect);
}

function specOf(
  basic: Basic,
  { body, headers, ownHeaders }: Sending,
  payload: string,
): RequestSpec {
  const spec = { body, headers, ownHeaders: { accept: '*/*', ...ownHeaders } };
  // Without keys, the request for a public object is not signed.
  if (!basic.accessKey) return spec;
  return {
    ...spec,
    sign: (request) => signed(request, payload, basic),
    curlSigns: [
      `--aws-sigv4 aws:amz:${basic.region}:${basic.service}`,
      '--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"',
      ...(basic.sessionToken ? ['-H "x-amz-security-token: $AWS_SESSION_TOKEN"'] : []),
    ],
  };
}

/**
 * What the signature covers of the body. A text is hashed. A file is not read a second time if TLS
 * protects it or it does not leave this machine. Over plain HTTP it is, if it can be read twice:
 * otherwise someone in between could send another body with this signature.
 */
export async function payloadOf(url: URL, body: string | Bytes | undefined): Promise<string> {
  if (body === undefined || typeof body === 'string') return sha256(body ?? '');
  const isSafe = url.protocol === 'https:' || isLoopback(url.hostname);
  if (isSafe || !body.replayable) return UNSIGNED;
  const hash = process.getBuiltinModule('node:crypto').createHash('sha256');
  for await (const chunk of await body.open()) hash.update(chunk);
  return hash.digest('hex');
}

/** A response in the reference's form. */
function replied<Response>({ status, headers }: Answer, response: Response): S3Answer<Response> {
  const entries = Object.entries(headers).filter(([name]) => !OF_CONNECTION.has(name));
  const spelt = entries.map(([name, value]) => [spelled(name), value]);
  return { status, response, headers: Object.fromEntries(spelt) };
}

/** Headers about the connection, of no use to callers. */
const OF_CONNECTION = new Set(['connection', 'keep-alive', 'transfer-encoding']);

/** A header name in its usual spelling: servers differ, and scripts should not notice. */
function spelled(name: string): string {
  if (name === 'etag') return 'ETag';
  return name.replace(/(^|-)([a-z])/g, (_, before: string, letter: string) => {
    return `${before}${letter.toUpperCase()}`;
  });
}

/** In bytes: a page of a thousand objects with the longest names has a few megabytes. */
const LARGEST_XML = 8 * 1024 * 1024;

/** Lets others run while a response is parsed, and ends with the call. */
async function pause(call: Call): Promise<void> {
  await setImmediate();
  if (call.options.signal?.aborted) throw call.aborted();
  if (now() > call.deadline) throw timeoutError(call, 'timeout');
}

async function readXml(exchange: Exchange, root: string | undefined): Promise<JsonRecord> {
  const { call } = exchange;
  const text = (await readAll(exchange, { largest: LARGEST_XML })).toString('utf8');
  if (text.trim() !== '') call.debug(() => `  ${shown(text, call)}`);
  const parsed = text.trim() === '' ? {} : await fromXml(text, () => pause(call));
  if (parsed?.Error !== undefined) throw lateError(text, exchange);
  if (parsed && (root === undefined || Object.hasOwn(parsed, root))) return parsed;
  throw noAnswer(text, exchange);
}

/** A storage that sent status 200 before it was done can only report an error in the body. */
function lateError(text: string, { answer, request, call }: Exchange): ResponseError {
  const { status } = answer;
  return new ResponseError({
    method: call.method,
    status,
    message: call.redactor.text(
      `the storage sent status ${status} and then an error: ${serverWords(text)} (${where(request)})`,
    ),
    hint: 'Nothing was changed. Try again.',
  });
}

function noAnswer(text: string, { answer, request, call }: Exchange): ResponseError {
  const { status } = answer;
  const safe = call.redactor.text(cut(text, 100_000));
  const title = titleOf(safe);
  const words =
    safe.trim() === ''
      ? 'an empty response'
      : `something other than the expected XML: "${oneLine(safe, 120)}"`;
  const what = title === undefined ? words : `an HTML page${title && ` "${title}"`}`;
  return new ResponseError({
    method: call.method,
    status,
    message: `the server returned status ${status} with ${what} (${where(request)})`,
    hint: notTheApiHint(call, `URL in ${call.label('basic')}`),
  });
}

/** The response to any request of the caller: XML as a record, otherwise bytes or text. */
export function sendAny(
  call: Call,
  basic: Basic,
  sending: Sending,
  binary: boolean,
): Promise<S3Answer<unknown>> {
  return sendFor(call, basic, sending, async (exchange) => {
    const { answer } = exchange;
    // As stored: an object may have been uploaded compressed.
    const body = await readAll(binary ? undecoded(exchange) : exchange);
    if (binary) return replied<unknown>(answer, body);
    const text = body.toString('utf8');
    if (text.trim() !== '') call.debug(() => `  ${shown(text, call)}`);
    const parsed = text.trim() === '' ? {} : await fromXml(text, () => pause(call));
    if (isRecord(parsed) && parsed.Error !== undefined) throw lateError(text, exchange);
    return replied<unknown>(answer, parsed ?? text);
  });
}

/** The response without its Content-Encoding, so that the body is read as it is. */
export function undecoded({ answer, ...exchange }: Exchange): Exchange {
  const { 'content-encoding': _, ...headers } = answer.headers;
  return { ...exchange, answer: { ...answer, headers } };
}
