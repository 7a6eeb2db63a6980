import { createReadStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { OintError } from '../core/errors/errors.js';
import type { EarlyResponse } from '../core/http/early-response.js';
import { preflight, shareWithOrigin } from '../serving/gate.js';
import { checkBody, readBody } from './body.js';
import type { Calls, Result } from './calls.js';
import { Events } from './events.js';
import { checkOrigin, ownerOf, SHARED } from './gate.js';
import type { HttpOptions } from './http-options.js';
import { openApi } from './openapi.js';
import { problem, Refused, statusOf, wireError } from './problem.js';
import { type Encoded, encoded, JANX_TYPE } from './result.js';
import { type Route, routeOf } from './route.js';

/** How long a client may read nothing of a response, in milliseconds. */
const UNREAD = 60_000;

/** Answers requests. */
export class Responder {
  readonly #calls: Calls;
  readonly #options: HttpOptions;
  readonly #ending = new AbortController();
  #running = 0;
  #whenIdle = () => {};

  constructor(calls: Calls, options: HttpOptions) {
    this.#calls = calls;
    this.#options = options;
  }

  /** The number of requests in progress. */
  get running(): number {
    return this.#running;
  }

  /** Resolves when all requests have their responses, or were ended after this time. */
  async finish(grace: number): Promise<void> {
    if (this.#running === 0) return;
    const timer = setTimeout(() => this.#ending.abort(), grace);
    await new Promise<void>((resolve) => {
      this.#whenIdle = resolve;
    });
    clearTimeout(timer);
  }

  async respond(
    message: IncomingMessage,
    response: EarlyResponse,
    wantsContinue: boolean,
  ): Promise<void> {
    const time = new Date();
    const begun = performance.now();
    const entry: { target: string; error?: string } = { target: pathOf(message) };
    this.#running++;
    try {
      await this.#respond(message, response, wantsContinue, entry);
    } catch (error) {
      entry.error = this.#refuse(message, response, error);
    } finally {
      const { method = '' } = message;
      const ms = Math.round(performance.now() - begun);
      this.#options.onCall({ time, method, status: response.statusCode, ms, ...entry });
      this.#running--;
      if (this.#running === 0) this.#whenIdle();
    }
  }

  async #respond(
    message: IncomingMessage,
    response: EarlyResponse,
    wantsContinue: boolean,
    entry: { target: string },
  ): Promise<void> {
    const options = this.#options;
    shareWithOrigin(message, response, options, SHARED);
    response.setHeader('x-content-type-options', 'nosniff');
    response.setTimeout(UNREAD, () => this.#giveUpUnread(response));
    if (message.method === 'OPTIONS') {
      checkOrigin(message, options);
      response.writeHead(204, preflight(message.headers, SHARED)).end();
      return;
    }
    const owner = ownerOf(message, options);
    if (this.#running > options.mostCalls) {
      throw new Refused(503, 'too many calls at a time', { 'retry-after': '1' });
    }
    const route = routeOf(message, this.#calls, options);
    entry.target = route.name;
    if ('description' in route) {
      const { service, tokens } = { ...route.description, tokens: options.tokens };
      const body = await openApi(this.#calls.catalogue, { service, hasToken: tokens.length > 0 });
      send(response, { type: 'application/json; charset=utf-8', body: Buffer.from(body) });
      return;
    }
    checkBody(message, options);
    if (wantsContinue) response.writeContinue();
    await this.#call(message, response, route, owner);
  }

  async #call(
    message: IncomingMessage,
    response: EarlyResponse,
    { offered, query }: Extract<Route, { offered: unknown }>,
    owner: string,
  ): Promise<void> {
    const body = query ?? (await readBody(message, this.#options));
    const left = new AbortController();
    // After the end of the response it is not aborted: a connection that was opened stays open.
    response.once('close', () => !response.writableFinished && left.abort());
    const signal = AbortSignal.any([left.signal, this.#ending.signal]);
    const accept = message.headers.accept ?? '';
    const wantsEvents = accept.includes('text/event-stream') && offered.manifest.streams;
    const events = wantsEvents ? new Events(response, this.#calls.redactor) : undefined;
    try {
      const { values, uploads } = body;
      const wanted = { offered, values, uploads, owner, signal, onChunk: events?.chunk };
      const result = await this.#calls.run(wanted);
      if (events && 'value' in result) await events.end(result.value);
      else await this.#send(response, result, accept);
    } catch (error) {
      if (!events || !response.headersSent) throw error;
      events.fail(error);
    } finally {
      events?.stop();
      await body.remove();
    }
  }

  async #send(response: EarlyResponse, result: Result, accept: string): Promise<void> {
    if ('value' in result) {
      const wantsJanx = accept.includes(JANX_TYPE) || (this.#options.janx && !/json/.test(accept));
      send(response, encoded(result.value, this.#calls.redactor, wantsJanx));
      return;
    }
    const { file } = result;
    try {
      response.writeHead(200, {
        'content-type': file.type ?? 'application/octet-stream',
        'content-length': file.bytes,
      });
      await pipeline(createReadStream(file.path), response).catch((error: unknown) => {
        // A client may close the connection as soon as it has the last byte.
        if (!response.writableEnded) throw error;
      });
    } finally {
      await result.remove();
    }
  }

  /** Sends an error, if a response has not begun. Returns what the log shows of it. */
  #refuse(message: IncomingMessage, response: EarlyResponse, error: unknown): string {
    const { redactor } = this.#calls;
    const isKnown = error instanceof OintError || error instanceof Refused;
    if (!isKnown && !response.destroyed) this.#options.onBug(error);
    const told = redactor.text(error instanceof Error ? error.message : String(error));
    if (response.headersSent) {
      response.destroy();
      return told;
    }
    const status = statusOf(error);
    const wantsProblem = message.headers.accept?.includes('application/problem+json');
    const body = wantsProblem ? problem(error, redactor) : wireError(error, redactor);
    const type = wantsProblem ? 'application/problem+json' : 'application/json; charset=utf-8';
    if (error instanceof Refused) {
      for (const [name, value] of Object.entries(error.headers)) response.setHeader(name, value);
    }
    send(response, { type, body: Buffer.from(JSON.stringify(body)) }, status);
    return told;
  }

  /** A client that does not read its response must not keep it in memory. */
  #giveUpUnread(response: EarlyResponse): void {
    if (response.writableLength > 0) response.destroy();
  }
}

function send(response: EarlyResponse, { type, body }: Encoded, status = 200): void {
  response.writeHead(status, { 'content-type': type, 'content-length': body.length });
  response.end(body);
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?', 1)[0]!;
}
