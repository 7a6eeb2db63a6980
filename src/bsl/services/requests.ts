import { isRecord } from '../../core/util/is-record.js';
import { HttpConnection } from '../library/http/connection.js';
import { InternetProxy } from '../library/http/proxy.js';
import { HttpRequest } from '../library/http/request.js';
import { HttpResponse } from '../library/http/response.js';
import { BodyStream } from '../library/streams.js';
import { ScriptError } from '../values/errors.js';
import { BslMap } from '../values/map.js';
import { BslObject, define, METHOD } from '../values/object.js';
import { type Ask, answerOf } from './modules.js';
import { SERVICE_NAMES } from './names.js';
import { fromPlain, Handle, toPlain } from './values.js';
import { HANDLE } from './wire.js';

/**
 * A request of `OPI_HTTPRequests`, whose methods are those of the service without their first param:
 * `.SetURL(…).ProcessRequest("GET").ReturnResponseAsString()`.
 */
class ChainedRequest extends Handle {
  readonly ask: Ask;
  /** What is wrong with what was set. */
  #problem: string | undefined;

  constructor(id: number, ask: Ask) {
    super(id);
    this.ask = ask;
  }

  /**
   * The request itself for all methods that set something, otherwise their result. What cannot be set does not
   * end the chain: the log has it, and the request is not sent.
   */
  call(method: string, args: readonly unknown[]): unknown {
    const given = args.map((arg) => (arg instanceof InternetProxy ? proxyOf(arg) : toPlain(arg)));
    const request = { service: 'http', method, args: [toPlain(this), ...given] };
    if (this.#problem !== undefined && !SETTER.test(method) && method !== 'GetLog')
      throw new ScriptError(this.#problem);
    const answer = this.ask(request);
    if (!answer.ok && SETTER.test(method)) {
      this.#problem ??= answer.message;
      return this;
    }
    if (!answer.ok) throw new ScriptError(answer.message);
    const { value } = answer;
    if (method === 'GetLog' && this.#problem !== undefined) return this.#logOf(value);
    if (isRecord(value) && value[HANDLE] === this.id) return this;
    return OF_THE_PLATFORM[method]?.(value as never, this.ask) ?? fromPlain(value);
  }

  /** A log ends with the problem. */
  #logOf(value: unknown): unknown {
    if (Array.isArray(value)) return fromPlain([...value, this.#problem]);
    return [value, this.#problem].filter(Boolean).join('\n');
  }
}

/** Methods that set something. All others send the request or return something of it. */
const SETTER = /^(?!Get|Return|Process|Execute|Send)/;

define(ChainedRequest, { type: 'OPI_HTTPКлиент OPI_HTTPClient' });

const { methods } = SERVICE_NAMES.http!;
for (const [method, russian] of Object.entries(methods)) {
  if (method === 'NewRequest') continue;
  function value(this: ChainedRequest, ...args: unknown[]) {
    return this.call(method, args);
  }
  for (const name of [method, russian])
    Object.defineProperty(ChainedRequest.prototype, METHOD + name.toLowerCase(), { value });
}

interface RequestView {
  url: string;
  headers: Record<string, string>;
  body: string | undefined;
}

interface ConnectionView {
  host: string;
  port: number;
  secure: boolean;
  timeout: number | undefined;
}

interface ResponseView {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array | { path: string };
}

/** Results that are objects of the platform, as in the reference. */
const OF_THE_PLATFORM: Readonly<Record<string, (view: never, ask: Ask) => BslObject>> = {
  ReturnRequest({ url, headers, body }: RequestView) {
    const { pathname, search, hash } = new URL(url);
    const request = new HttpRequest(
      `${pathname}${search}${hash}`,
      BslMap.of(Object.entries(headers)),
    );
    if (body !== undefined) request.body = new BodyStream(Buffer.from(body));
    return request;
  },
  ReturnConnection({ host, port, secure, timeout = 0 }: ConnectionView, ask) {
    const server = new URL(`${secure ? 'https' : 'http'}://${host}:${port}`);
    const settings = { user: '', password: '', proxy: undefined, timeout, secure: undefined };
    return new HttpConnection(server, settings, ask);
  },
  ReturnResponse({ status, headers, body }: ResponseView) {
    const file = 'path' in body ? body.path : undefined;
    const bytes = 'path' in body ? new Uint8Array() : body;
    return new HttpResponse({ status, headers: Object.entries(headers), body: bytes }, file);
  },
};

/** The proxy for the usual requests. */
function proxyOf(proxy: InternetProxy): unknown {
  return proxy.settingsFor(new URL('https://host.example'));
}

/** `OPI_HTTPRequests`: requests as a chain of calls. */
class HttpRequests extends BslObject {
  readonly ask: Ask;

  constructor(ask: Ask) {
    super();
    this.ask = ask;
  }
}

define(HttpRequests, {
  type: 'OPI_ЗапросыHTTP OPI_HTTPRequests',
  methods: {
    'НовыйЗапрос NewRequest'(this: HttpRequests) {
      const value = answerOf(this.ask, { service: 'http', method: 'NewRequest', args: [] });
      return new ChainedRequest((value as { [HANDLE]: number })[HANDLE], this.ask);
    },
  },
});

export function requestModules(ask: Ask): Readonly<Record<string, () => unknown>> {
  const requests = new HttpRequests(ask);
  return { 'OPI_ЗапросыHTTP OPI_HTTPRequests': () => requests };
}
