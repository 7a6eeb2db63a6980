import type { Connection } from '../../core/connection/connection.js';
import type { Call, Effect } from '../../core/definition/call.js';
import type { ProxySettings } from '../../core/definition/call-options.js';
import { HttpError, InputError } from '../../core/errors/errors.js';
import { Bytes } from '../../core/files/bytes.js';
import { type Encoding, encodingOf } from '../../core/files/encoding.js';
import { build, type RequestSpec } from '../../core/http/build.js';
import { CookieJar } from '../../core/http/cookies.js';
import { download } from '../../core/http/download.js';
import type { FormField } from '../../core/http/form.js';
import type { Exchange } from '../../core/http/message.js';
import type { SignatureMethod } from '../../core/http/oauth1.js';
import { readAll } from '../../core/http/read.js';
import { exchange } from '../../core/http/request.js';
import { shownUrl } from '../../core/http/url.js';
import { writeJson } from '../../core/json/write.js';
import { now } from '../../core/util/clock.js';
import { type Authorization, authorized, maskAuthorization } from './credentials.js';
import { pairsOf, queryText, withQuery } from './query.js';
import { type RelatedPart, relatedBody } from './related.js';
import type { ConnectionView, RequestView, ResponseView, Settings } from './types.js';

/** The body of a request, as it is set. */
export type Body =
  | { kind: 'bytes'; bytes: Bytes }
  | { kind: 'text'; text: string }
  | { kind: 'json'; value: unknown }
  | { kind: 'form'; value: unknown }
  | { kind: 'multipart'; type: string; fields: FormField[]; parts: RelatedPart[] };

const UTF_8 = encodingOf('utf-8')!;

/** What methods only read, in HTTP's own terms: they can be repeated. */
export function effectOf(method: string): Effect {
  return /^(GET|HEAD|OPTIONS|TRACE)$/i.test(method) ? 'read' : 'write';
}

const METHOD = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** The name of a method in capital letters. */
export function methodName(given: string, call: Call): string {
  const name = given.trim().toUpperCase();
  if (METHOD.test(name)) return name;
  const message = 'the HTTP method must be a word such as GET or POST';
  throw new InputError({ method: call.method, param: 'method', message });
}

/**
 * A request that is built step by step, and its response. It keeps the cookies of its session until it is
 * closed: `await using request = await newRequest({})`.
 */
export class HttpRequestHandle implements Connection {
  #isOpen = true;
  /** @internal */
  url = '';
  /** @internal */
  params: { name: string; value: unknown }[] = [];
  /** @internal */
  headers: Record<string, string> = {};
  /** @internal */
  body: Body | undefined;
  /** @internal */
  type: string | undefined;
  /** @internal */
  file: string | undefined;
  /** @internal */
  proxy: ProxySettings | undefined;
  /** In seconds. @internal */
  timeout: number | undefined;
  /** @internal */
  encoding: Encoding = UTF_8;
  /** @internal */
  settings: Settings = {
    gzip: true,
    SplitArrayParams: false,
    ArraysSquareBrackets: false,
    URLencoding: true,
    EncodeRequestBody: 'UTF-8',
    BodyFieldsAtOAuth: false,
    MaxAttempts: 0,
    MaxRedirects: 5,
  };
  /** @internal */
  authorization: Authorization | undefined;
  /** @internal */
  oauthMethod: SignatureMethod = 'HMAC-SHA256';
  readonly #cookies = new CookieJar();
  readonly #log: string[] = [];
  #method: string | undefined;
  #response: ResponseView | undefined;
  #failure: HttpError | undefined;

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** @internal */
  get log(): readonly string[] {
    return this.#log;
  }

  /** Chooses the method, without sending anything. @internal */
  prepare(method: string, call: Call): void {
    this.#method = methodName(method, call);
    this.#response = undefined;
    this.#failure = undefined;
  }

  /** Sends the request; if it was sent already, only if that is forced. @internal */
  async execute(isForced: boolean, call: Call): Promise<void> {
    if (this.#response && !isForced) return;
    const method = this.#prepared(call);
    await this.#send(method, this.#spec(call), call);
  }

  /** Sends the body in parts, one request after the other. @internal */
  async sendParts(size: number, method: string, call: Call): Promise<void> {
    const total = await this.#bodySize(call);
    if (!(size > 0)) {
      throw new InputError({
        method: call.method,
        param: 'chunkSize',
        message: 'the size of a part must be 1 byte or more',
      });
    }
    for (let start = 0; start < total; start += size) {
      await this.sendPart(start, Math.min(size, total - start), method, call);
      if (this.#response!.status >= 400) return;
    }
  }

  /** Sends a part of the body, with its position in `Content-Range`. @internal */
  async sendPart(start: number, count: number, method: string, call: Call): Promise<void> {
    const total = await this.#bodySize(call);
    if (!(start >= 0 && count > 0 && start + count <= total)) {
      const message = `the part from ${start} with ${count} bytes is not within the body of ${total} bytes`;
      throw new InputError({ method: call.method, param: 'start', message });
    }
    this.prepare(method, call);
    const { bytes } = this.body as { bytes: Bytes };
    const part = bytes.file
      ? Bytes.ofPart(bytes.file, start, count)
      : Bytes.of((await bytes.buffer()).subarray(start, start + count));
    const { url, spec } = this.#spec(call);
    const range = `bytes ${start}-${start + count - 1}/${total}`;
    const ownHeaders = { ...spec.ownHeaders, 'content-range': range };
    await this.#send(this.#method!, { url, spec: { ...spec, ownHeaders, body: part } }, call);
  }

  async #bodySize(call: Call): Promise<number> {
    if (this.body?.kind === 'bytes') {
      const { bytes } = this.body;
      if (bytes.size !== undefined && bytes.replayable) return bytes.size;
      // A stream can be read only once.
      const all = await bytes.buffer();
      this.body = { kind: 'bytes', bytes: Bytes.of(all, bytes.type ? { type: bytes.type } : {}) };
      return all.length;
    }
    const message = 'only a binary body is sent in parts: use SetBinaryBody';
    throw new InputError({ method: call.method, param: 'request', message });
  }

  #prepared(call: Call): string {
    if (this.#method !== undefined) return this.#method;
    const message = 'the request has no method yet: use ProcessRequest';
    throw new InputError({ method: call.method, param: 'request', message });
  }

  async #send(method: string, { url, spec }: Prepared, call: Call): Promise<void> {
    maskAuthorization(this.authorization, call.redactor);
    const { timeout, proxy } = this;
    const options = {
      ...call.options,
      retries: call.options.retries ?? this.settings.MaxAttempts,
      ...(proxy && { proxy }),
      ...(this.file !== undefined && { saveTo: this.file }),
    };
    const effect = effectOf(method);
    const limit = timeout === undefined ? {} : { deadline: now() + timeout * 1000 };
    const own = call.with({ options, effect, ...limit });
    const shown = `${method} ${shownUrl(url)}`;
    this.#log.push(call.redactor.text(`> ${shown}`));
    try {
      this.#response = await this.#exchanged(own, method, url, spec, effect);
    } catch (error) {
      this.#log.push(`! ${(error as Error).message}`);
      if (!(error instanceof HttpError)) throw error;
      this.#response = fromError(error);
    }
    const { status } = this.#response;
    this.#log.push(`< ${status}`);
    this.#failure = status >= 400 ? failureOf(shown, this.#response, call) : undefined;
  }

  async #exchanged(
    call: Call,
    method: string,
    url: URL,
    spec: RequestSpec,
    effect: Effect,
  ): Promise<ResponseView> {
    if (this.file === undefined) return exchange(call, method, url, spec, readView, effect);
    const body = await download(call, (headers, read) =>
      exchange(
        call,
        method,
        new URL(url),
        { ...spec, anyStatus: false, ownHeaders: { ...spec.ownHeaders, ...headers } },
        read,
        effect,
      ),
    );
    return { ...call.answered!, body };
  }

  #spec(call: Call): Prepared {
    const { settings } = this;
    const arrays = { split: settings.SplitArrayParams, brackets: settings.ArraysSquareBrackets };
    if (this.url === '') {
      const message = 'the request has no address yet: use SetURL';
      throw new InputError({ method: call.method, param: 'request', message });
    }
    const pairs = this.params.flatMap(({ name, value }) => pairsOf({ [name]: value }, arrays));
    const url = withQuery(new URL(this.url), pairs, settings.URLencoding);
    const { ownHeaders, ...body } = bodySpec(this, call);
    const { ownHeaders: granted, ...access } = authorized(this.authorization, {
      method: this.oauthMethod,
      withForm: settings.BodyFieldsAtOAuth,
    });
    const spec: RequestSpec = {
      ...body,
      ...access,
      headers: this.headers,
      cookies: this.#cookies,
      redirects: settings.MaxRedirects,
      anyStatus: true,
      ownHeaders: {
        accept: '*/*',
        ...(settings.gzip ? {} : { 'accept-encoding': 'identity' }),
        ...ownHeaders,
        ...granted,
      },
    };
    return { url, spec };
  }

  /** The request as it will be sent. @internal */
  view(call: Call, forced: boolean): RequestView {
    const { url, spec } = this.#spec(call);
    const method = forced ? (this.#method ?? 'GET') : this.#prepared(call);
    const { headers, body, ...built } = build(call, method, url, spec);
    const text = body?.kind === 'text' ? body.text : undefined;
    const shown =
      body?.kind === 'form' ? 'a form' : body?.kind === 'bytes' ? body.bytes.from : text;
    return { method: built.method, url: built.url.href, headers, body: shown };
  }

  /** @internal */
  connection(call: Call): ConnectionView {
    if (this.url === '') {
      const message = 'the request has no address yet: use SetURL';
      throw new InputError({ method: call.method, param: 'request', message });
    }
    const url = new URL(this.url);
    const secure = url.protocol === 'https:';
    const port = Number(url.port) || (secure ? 443 : 80);
    return { host: url.hostname, port, secure, timeout: this.timeout };
  }

  /** The response; an error status is an error if that is asked for. @internal */
  async response(throws: boolean, call: Call): Promise<ResponseView> {
    if (!this.#response) await this.execute(false, call);
    if (throws && this.#failure) throw this.#failure;
    return this.#response!;
  }

  /** Forgets the cookies and everything that was set. */
  async close(): Promise<void> {
    this.#isOpen = false;
    this.authorization = undefined;
    this.headers = {};
    this.body = undefined;
    this.#response = undefined;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

interface Prepared {
  url: URL;
  spec: RequestSpec;
}

async function readView(found: Exchange): Promise<ResponseView> {
  const { status, headers } = found.answer;
  return { status, headers, body: await readAll(found) };
}

function fromError({ status, headers, body }: HttpError): ResponseView {
  const text = typeof body === 'string' ? body : writeJson(body);
  return { status, headers, body: Buffer.from(text) };
}

function failureOf(shown: string, { status, headers, body }: ResponseView, call: Call): HttpError {
  const text = Buffer.isBuffer(body) ? body.subarray(0, 1024).toString() : '';
  const said = text.replace(/\s+/g, ' ').trim().slice(0, 200);
  return new HttpError({
    status,
    headers: call.redactor.deep(headers) as Record<string, string>,
    body: call.redactor.text(text),
    message: call.redactor.text(`the server returned ${status}${said && `: ${said}`} (${shown})`),
  });
}

/** The body in the form that the HTTP layer sends. */
function bodySpec(request: HttpRequestHandle, call: Call): RequestSpec {
  const { body, encoding, settings } = request;
  const arrays = { split: settings.SplitArrayParams, brackets: settings.ArraysSquareBrackets };
  if (!body) return request.type ? { ownHeaders: { 'content-type': request.type } } : {};
  if (body.kind === 'multipart') {
    if (body.type === 'form-data') return { form: body.fields };
    const bytes = relatedBody(body.parts, body.type);
    return { body: bytes, ownHeaders: { 'content-type': bytes.type! } };
  }
  if (body.kind === 'bytes') {
    const type = request.type ?? body.bytes.type ?? 'application/octet-stream';
    return { body: body.bytes, ownHeaders: { 'content-type': type } };
  }
  const isUtf8 = encoding.name === 'utf-8';
  const charset = `; charset=${encoding.name}`;
  const own = {
    text: () => [body.kind === 'text' ? body.text : '', `text/plain${charset}`],
    json: () => [
      jsonText(body.kind === 'json' ? body.value : '', call),
      `application/json${isUtf8 ? '' : charset}`,
    ],
    form: () => [
      formText(body.kind === 'form' ? body.value : {}, arrays),
      'application/x-www-form-urlencoded',
    ],
  };
  const [text, usual] = own[body.kind]() as [string, string];
  const ownHeaders = { 'content-type': request.type ?? usual };
  return { body: isUtf8 ? text : Bytes.of(encoding.encode(text)), ownHeaders };
}

function jsonText(value: unknown, call: Call): string {
  try {
    return writeJson(value);
  } catch (cause) {
    const message = `the body cannot be converted to JSON: ${(cause as Error).message}`;
    throw new InputError({ method: call.method, message, cause });
  }
}

function formText(value: unknown, arrays: { split: boolean; brackets: boolean }): string {
  return queryText(pairsOf(value, arrays), true).replaceAll('%20', '+');
}
