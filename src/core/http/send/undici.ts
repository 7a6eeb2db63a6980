import type { Call } from '../../definition/call.js';
import { ArrivingBody } from '../body.js';
import type { Answer, HttpRequest } from '../message.js';
import { tlsFor } from '../tls.js';
import { Attempt } from './attempt.js';
import { type Connection, serverOf } from './connections.js';
import { headersOf } from './raw-headers.js';

/**
 * Sends a request with undici: only its connections and parser, which hand the bytes over as they come.
 * See `choice.ts` for which requests.
 */
export function sendByUndici(request: HttpRequest, call: Call): Promise<Answer> {
  const tls = request.url.protocol === 'https:' ? tlsFor(call) : PLAIN;
  if (tls instanceof Promise) return tls.then((found) => sendOn(found, request, call));
  return sendOn(tls, request, call);
}

const PLAIN: Awaited<ReturnType<typeof tlsFor>> = { name: '', options: {} };

function sendOn(
  tls: Awaited<ReturnType<typeof tlsFor>>,
  request: HttpRequest,
  call: Call,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    if (call.options.signal?.aborted) return reject(call.aborted());
    const connection = serverOf(request.url, call.access.network, tls).take();
    new UndiciAttempt(connection, request, call, resolve, reject).begin();
  });
}

class UndiciAttempt extends Attempt {
  readonly #connection: Connection;
  #abort: ((error: Error) => void) | undefined;
  #body: ArrivingBody | undefined;
  #complete = false;

  constructor(
    connection: Connection,
    request: HttpRequest,
    call: Call,
    resolve: (answer: Answer) => void,
    reject: (error: Error) => void,
  ) {
    super(request, call, resolve, reject);
    this.#connection = connection;
  }

  begin(): void {
    const { method, url, headers, body } = this.request;
    this.started();
    this.#connection.send(
      {
        method: method as 'GET',
        path: url.pathname + url.search,
        headers,
        body: body?.kind === 'text' ? body.text : null,
      },
      this,
    );
  }

  /** The request is about to be written. */
  onConnect(abort: (error?: Error) => void): void {
    this.#abort = abort;
    this.connected = true;
    this.watch.enter('firstByteTimeout');
  }

  onHeaders(status: number, raw: Buffer[], resume: () => void): boolean {
    // Only an interim response, such as `103 Early Hints`.
    if (status < 200) return true;
    this.#body = new ArrivingBody({ resume, cancel: () => this.letGo() });
    const { headers, rawHeaders, setCookies } = headersOf(raw);
    this.answer({ status, headers, rawHeaders, setCookies, body: this.#body });
    return true;
  }

  onData(chunk: Buffer): boolean {
    return this.#body!.push(chunk);
  }

  onComplete(): void {
    this.#complete = true;
    this.#connection.free();
    this.#body!.end();
  }

  onError(error: Error): void {
    if (!this.#body) this.failed(asInNode(this.#connection.failure ?? error));
    else this.#body.fail(this.stopped ?? cutOff(error));
  }

  protected override cancel(error: Error): void {
    this.#abort?.(error);
    if (!this.#complete) this.#connection.close();
  }

  protected override letGo(): void {
    if (!this.#complete) this.cancel(new Error('not needed'));
  }
}

/** Node's names for the failures that undici has its own for. */
const NODE_CODES: Readonly<Record<string, string>> = {
  UND_ERR_SOCKET: 'ECONNRESET',
  // Of a response without a body yet: it has two lengths.
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'HPE_UNEXPECTED_CONTENT_LENGTH',
  UND_ERR_HEADERS_OVERFLOW: 'HPE_HEADER_OVERFLOW',
};

function asInNode(error: NodeJS.ErrnoException): Error {
  const code =
    error.name === 'HTTPParserError' ? 'HPE_INVALID_CONSTANT' : NODE_CODES[error.code ?? ''];
  return code ? Object.assign(new Error(error.message, { cause: error }), { code }) : error;
}

/** Whatever ended a body before its end: with Node's client, too, it is the connection that was lost. */
function cutOff(cause: Error): Error {
  return Object.assign(new Error('aborted', { cause }), { code: 'ECONNRESET' });
}
