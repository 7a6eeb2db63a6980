import type { Call } from '../definition/call.js';
import { InputError } from '../errors/errors.js';
import { isSecretHeader } from '../errors/redact.js';
import { Bytes } from '../files/bytes.js';
import { fieldText, writeJson } from '../json/write.js';
import { cut } from '../util/cut.js';
import { openBytes } from './bytes-body.js';
import { type FormField, formBody } from './form.js';
import type { HttpRequest, RequestBody, RequestPolicy } from './message.js';
import { percentDecoded } from './url.js';

/** A request as a service describes it. */
export interface RequestSpec extends RequestPolicy {
  /** Sent as `Authorization: Bearer …`. Not sent if empty. */
  token?: string | undefined;
  /** The caller's headers. They override all others. */
  headers?: Readonly<Record<string, unknown>> | undefined;
  query?: Readonly<Record<string, unknown>> | undefined;
  json?: unknown;
  form?: readonly FormField[] | undefined;
  /** A raw body; `ownHeaders` has its type. Bytes are streamed. */
  body?: string | Bytes | undefined;
  /** The service's own headers. */
  ownHeaders?: Readonly<Record<string, string>> | undefined;
}

/** Builds a request. Pure: nothing is opened or sent. */
export function build(call: Call, method: string, url: URL, spec: RequestSpec): HttpRequest {
  const headers: Record<string, string> = {
    accept: 'application/json, */*;q=0.5',
    'accept-encoding': 'gzip, deflate, br',
    'user-agent': 'oint',
  };
  const ownedByCaller: string[] = [];
  if (spec.ownHeaders) Object.assign(headers, spec.ownHeaders);
  if (spec.token) {
    headers.authorization = `Bearer ${spec.token}`;
    call.redactor.add(spec.token);
    ownedByCaller.push('authorization');
  }
  const body = buildBody(call, spec, headers);
  for (const name in spec.headers) {
    const lower = name.toLowerCase();
    if (isFraming(lower, body)) continue;
    headers[lower] = headerText(call, name, spec.headers[name]);
    ownedByCaller.push(lower);
  }
  checkHeaders(call, headers, ownedByCaller);
  if (spec.query) addQuery(url, spec.query);
  if (url.username || url.password) hideUser(call, url);
  if (url.search) hideKeys(call, url);
  // Named one by one: a spread of other objects takes several times as long, for each call.
  return {
    method,
    url,
    headers,
    body,
    ownedByCaller,
    transport: spec.transport,
    sign: spec.sign,
    curlSigns: spec.curlSigns,
    stays: spec.stays,
    retryAfter: spec.retryAfter,
    hint: spec.hint,
    failure: spec.failure,
    refusal: spec.refusal,
    answerChallenge: spec.answerChallenge,
    cookies: spec.cookies,
    redirects: spec.redirects,
    anyStatus: spec.anyStatus,
  };
}

function buildBody(
  call: Call,
  spec: RequestSpec,
  headers: Record<string, string>,
): RequestBody | undefined {
  if (spec.form) {
    const { type, ...body } = formBody(spec.form);
    headers['content-type'] = type;
    if (body.length !== undefined) headers['content-length'] = String(body.length);
    return { kind: 'form', fields: spec.form, ...body };
  }
  if (spec.body instanceof Bytes) return bytesBody(spec.body, headers);
  if (spec.json === undefined && spec.body === undefined) return undefined;
  const text = spec.body ?? toJson(call, spec.json);
  const length = Buffer.byteLength(text);
  if (spec.body === undefined) headers['content-type'] = 'application/json';
  headers['content-length'] = String(length);
  return { kind: 'text', text, length };
}

function bytesBody(bytes: Bytes, headers: Record<string, string>): RequestBody {
  const { size: length, replayable, type } = bytes;
  headers['content-type'] ??= type ?? 'application/octet-stream';
  if (length !== undefined) headers['content-length'] = String(length);
  return { kind: 'bytes', bytes, open: () => openBytes(bytes), length, replayable };
}

/**
 * Only this code knows the length of the body. A different value would truncate it or never end it.
 */
function isFraming(name: string, body: RequestBody | undefined): boolean {
  if (name === 'content-length' || name === 'transfer-encoding') return true;
  return name === 'content-type' && body?.kind === 'form';
}

/** Some servers expect their key in the query: a parameter named like a secret is one. */
function hideKeys(call: Call, { searchParams }: URL): void {
  for (const [name, value] of searchParams) {
    if (isSecretHeader(name)) call.redactor.add(value);
  }
}

/** A user name without a password is a key. */
function hideUser(call: Call, url: URL): void {
  const [user, password] = [percentDecoded(url.username), percentDecoded(url.password)];
  call.redactor.add(password || user);
  call.redactor.add(Buffer.from(`${user}:${password}`).toString('base64'));
}

function toJson(call: Call, value: unknown): string {
  try {
    return writeJson(value);
  } catch (cause) {
    const message = `the request cannot be converted to JSON: ${(cause as Error).message}`;
    throw new InputError({ method: call.method, message, cause });
  }
}

function headerText(call: Call, name: string, value: unknown): string {
  const text = Array.isArray(value) ? value.join(', ') : String(value ?? '');
  if (isSecretHeader(name)) call.redactor.add(text.replace(/^(Bearer|Basic|Token) +/i, ''));
  return text;
}

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const NOT_IN_HEADER = /[^\t\x20-\x7e\x80-\xff]/;

/** A line break in a header would inject another header. The error does not quote the value. */
function checkHeaders(call: Call, headers: Record<string, string>, names: readonly string[]): void {
  for (const name of names) {
    const isToken = name === 'authorization';
    const broken = !HEADER_NAME.test(name) || NOT_IN_HEADER.test(headers[name]!);
    if (!broken) continue;
    throw new InputError({
      method: call.method,
      param: isToken ? 'token' : 'headers',
      message: isToken
        ? 'the token contains a character that is not allowed in a header: a line break, or a letter outside Latin-1'
        : call.redactor.text(`the header "${cut(name, 60)}" has an invalid name or value`),
    });
  }
}

function addQuery(url: URL, query: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null) continue;
    for (const item of Array.isArray(value) ? value : [value]) {
      url.searchParams.append(name, fieldText(item));
    }
  }
}
