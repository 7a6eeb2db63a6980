import type { Readable, Writable } from 'node:stream';
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/server';
import { parseExact } from '../core/json/parse.js';
import { writeJson } from '../core/json/write.js';
import { isRecord, type JsonRecord } from '../core/util/is-record.js';
import { earlyResult } from './early.js';
import { Lines } from './lines.js';
import {
  type ErrorResponse,
  errorResponse,
  type Id,
  INVALID_PARAMS,
  INVALID_REQUEST,
  type Incoming,
  notJson,
  type Request,
  SERVER_ERROR,
  sorted,
  WITH_BATCHES,
  withEarlierCode,
} from './message.js';
import { type InnerId, Requests } from './requests.js';

/** Responses that the client does not read: the server reads no further requests until it does. */
const MOST_UNREAD = 64 * 2 ** 20;
/** Where requests of the 2026 protocol have its version, in `_meta`. */
const PROTOCOL_VERSION = 'io.modelcontextprotocol/protocolVersion';

type Respond = (response?: JsonRecord) => void;

/**
 * The messages of one client over standard input and output, for the SDK. It reads from the start,
 * before the SDK is loaded, keeps every digit, and ensures that each request gets one response.
 */
export class StdioChannel implements Transport {
  onmessage?: Transport['onmessage'];
  onclose?: () => void;
  onerror?: (error: Error) => void;
  /** Whether the SDK can read a request that is valid in JSON-RPC. */
  accepts: (request: object) => boolean = () => true;
  /** Resolves when the client sends nothing more. */
  readonly ended: Promise<void>;
  /** Resolves when the client reads nothing more. */
  readonly broken: Promise<void>;
  readonly #input: Readable;
  readonly #output: Writable;
  readonly #version: string;
  readonly #requests = new Requests();
  /** Our own requests to the client. */
  readonly #asked = new Set<unknown>();
  readonly #lines = new Lines(
    (line) => this.#read(line),
    (error) => this.#write(error),
  );
  /** Messages that arrived before the SDK was ready. */
  #early: object[] | undefined = [];
  #isFirst = true;
  #protocol: string | undefined;
  #isAtEnd = false;

  constructor(input: Readable, output: Writable, version: string) {
    this.#input = input;
    this.#output = output;
    this.#version = version;
    this.ended = new Promise((resolve) => {
      const end = () => {
        this.#end();
        resolve();
      };
      input.once('end', end).once('close', end).once('error', end);
    });
    this.broken = new Promise((resolve) => {
      output.on('error', () => resolve());
    });
    output.on('drain', () => input.resume());
    input.on('data', (chunk: Buffer) => this.#lines.push(chunk));
  }

  async start(): Promise<void> {
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const message of early) this.#deliver(message);
  }

  /** Waits until all requests have their response. Those that take longer get an error. */
  async drain(longest: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, longest);
    });
    await Promise.race([this.#requests.none(), late]);
    clearTimeout(timer);
    const why = `the input ended, and the call did not finish within ${longest / 1000} s`;
    this.#requests.answerAll({ ...errorResponse(null, SERVER_ERROR, why) });
  }

  /** Waits until everything is written. Returns false if that failed. */
  flush(): Promise<boolean> {
    return new Promise((resolve) => {
      this.#output.write('', (error) => resolve(!error));
    });
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (!('method' in message)) {
      this.#requests.answer(message.id as InnerId, message as unknown as JsonRecord);
      return;
    }
    this.#write(message);
    if (!('id' in message)) return;
    this.#asked.add(message.id);
    if (this.#isAtEnd) this.#giveUp();
  }

  async close(): Promise<void> {
    this.#input.pause();
    this.onclose?.();
  }

  #end(): void {
    if (this.#isAtEnd) return;
    this.#isAtEnd = true;
    this.#lines.end();
    this.#giveUp();
  }

  /** A client that has closed its input responds to nothing more. */
  #giveUp(): void {
    const ids = [...this.#asked] as InnerId[];
    this.#asked.clear();
    for (const id of ids) {
      this.#deliver(errorResponse(id, SERVER_ERROR, 'the client has closed its output'));
    }
  }

  #read(line: string): void {
    // Some programs begin with a byte order mark.
    const text = line.startsWith('\uFEFF') ? line.slice(1) : line;
    if (text.trim() === '') return;
    let value: unknown;
    try {
      value = parseExact(text);
    } catch {
      this.#write(notJson());
      return;
    }
    if (Array.isArray(value)) this.#readBatch(value);
    else this.#take(sorted(value), (response) => response && this.#write(response));
  }

  #readBatch(values: readonly unknown[]): void {
    const { length } = values;
    if (!WITH_BATCHES.includes(this.#protocol ?? '') || length === 0) {
      const why = length === 0 ? 'the batch is empty' : 'this protocol version has no batches';
      this.#write(errorResponse(null, INVALID_REQUEST, `Invalid Request: ${why}`));
      return;
    }
    const found = values.map((value) => notInitialize(sorted(value)));
    const responses: JsonRecord[] = [];
    let open = found.filter(({ kind }) => kind === 'request' || kind === 'invalid').length;
    for (const one of found) {
      this.#take(one, (response) => {
        if (response) responses.push(response);
        if (--open === 0 && responses.length > 0) this.#write(responses);
      });
    }
  }

  #take(incoming: Incoming, respond: Respond): void {
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    switch (incoming.kind) {
      case 'invalid':
        respond({ ...incoming.answer });
        break;
      case 'request':
        this.#request(incoming.message, respond, isFirst);
        break;
      case 'notification':
        this.#notification(incoming.message);
        break;
      case 'response':
        this.#asked.delete(incoming.message.id);
        this.#deliver(incoming.message);
    }
  }

  #request(request: Request, respond: Respond, isFirst: boolean): void {
    const { id, method, params } = request;
    const early = isFirst ? earlyResult(request, this.#version) : undefined;
    if (early) {
      this.#protocol = early.protocolVersion;
      respond({ jsonrpc: '2.0', id, result: early });
    }
    const done: Respond = (response) => {
      if (early) return;
      const { protocolVersion } = (response?.result ?? {}) as JsonRecord;
      if (method === 'initialize' && typeof protocolVersion === 'string') {
        this.#protocol = protocolVersion;
      }
      const isModern = isRecord(params?._meta) && PROTOCOL_VERSION in params._meta;
      respond(response && !isModern ? withEarlierCode(response) : response);
    };
    const inner = this.#requests.add(id, method, done);
    this.#deliver({ ...request, id: inner });
  }

  #notification(message: Omit<Request, 'id'>): void {
    const { method, params } = message;
    if (method !== 'notifications/cancelled' || params?.requestId === undefined) {
      this.#deliver(message);
      return;
    }
    const requestId = this.#requests.cancel(params.requestId as Id);
    if (requestId !== undefined) this.#deliver({ ...message, params: { ...params, requestId } });
  }

  #deliver(message: object): void {
    if (this.#early) {
      this.#early.push(message);
      return;
    }
    const { id, method, params } = message as Partial<Request>;
    const isUnreadable = params?._meta !== undefined && !this.accepts(message);
    if (isUnreadable && method !== undefined && id !== undefined) {
      const error = errorResponse(null, INVALID_PARAMS, 'Invalid params: _meta is not valid');
      this.#requests.answer(id as InnerId, { ...error });
    } else {
      this.onmessage?.(message as JSONRPCMessage);
    }
  }

  /**
   * Responses of the same turn go out together. A notification does not: with the response that follows it in the
   * same piece, clients take the call for done before they look at its progress.
   */
  #write(message: object | ErrorResponse): void {
    const output = this.#output;
    const isResponse = !('method' in message);
    if (isResponse && output.writableCorked === 0) {
      output.cork();
      process.nextTick(() => output.uncork());
    }
    output.write(`${writeJson(message)}\n`);
    if (!isResponse) output.uncork();
    if (output.writableLength > MOST_UNREAD) this.#input.pause();
  }
}

/** The handshake is never part of a batch. */
function notInitialize(incoming: Incoming): Incoming {
  if (incoming.kind !== 'request' || incoming.message.method !== 'initialize') return incoming;
  const message = 'Invalid Request: initialize cannot be part of a batch';
  return {
    kind: 'invalid',
    answer: errorResponse(incoming.message.id, INVALID_REQUEST, message),
  };
}
