import type { Readable } from 'node:stream';
import type { Call } from '../definition/call.js';
import type { HttpError, OintError } from '../errors/errors.js';
import type { Bytes } from '../files/bytes.js';
import type { JsonRecord } from '../util/is-record.js';
import type { Body } from './body.js';
import type { CookieJar } from './cookies.js';
import type { FormField } from './form.js';
import type { Refusal } from './refusal.js';
import type { Watch } from './watch.js';

/** How the requests of a service are sent, signed and retried, if it differs from the usual way. */
export interface RequestPolicy {
  /** Handles requests instead of the network: the embedded server. */
  transport?: ((request: HttpRequest, call: Call) => Promise<Answer>) | undefined;
  /** Signs a request each time before it is sent. The result is sent. */
  sign?: ((request: HttpRequest) => HttpRequest) | undefined;
  /** The same request with an answer to the challenge of a 401; `undefined` if it has none. */
  answerChallenge?:
    | ((request: HttpRequest, answer: Answer) => Promise<HttpRequest | undefined>)
    | undefined;
  /** The cookies of its session. */
  cookies?: CookieJar | undefined;
  /** How many redirects are followed. */
  redirects?: number | undefined;
  /** True if a response with any status is a result, once retries are of no use. */
  anyStatus?: boolean | undefined;
  /** The curl arguments for signing, quoted for the shell. */
  curlSigns?: readonly string[] | undefined;
  /** True if the body or the query has credentials: redirects are not followed then. */
  stays?: boolean | undefined;
  /** The wait in milliseconds that an error asks for, if the service has its own way to say so. */
  retryAfter?: ((error: HttpError) => number | undefined) | undefined;
  /** What to do about an error, if the service's message says more than its status. */
  hint?:
    | ((error: Pick<HttpError, 'status' | 'body'>, call: Call) => string | undefined)
    | undefined;
  /** The service's own error for a response with an error status, if its body is one. */
  failure?: ((error: HttpError, call: Call) => OintError | undefined) | undefined;
  /** Reads a refusal from a response body, even with a successful status. */
  refusal?: ((body: JsonRecord, status: number, call: Call) => Refusal | undefined) | undefined;
}

/** A request ready to be sent, repeatedly if needed. */
export interface HttpRequest extends RequestPolicy {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: RequestBody | undefined;
  /**
   * The names of headers that come from the caller or contain a secret: never sent to another
   * origin.
   */
  ownedByCaller: readonly string[];
}

export type RequestBody =
  | { kind: 'text'; text: string; length: number }
  | {
      kind: 'bytes';
      bytes: Bytes;
      open(): Readable;
      length: number | undefined;
      replayable: boolean;
    }
  | {
      kind: 'form';
      fields: readonly FormField[];
      open(): Readable;
      length: number | undefined;
      replayable: boolean;
    };

/** A response whose headers have arrived. Its body must still be read or discarded. */
export interface Answer {
  status: number;
  /** Names in lower case; several values are joined with commas. */
  headers: Record<string, string>;
  /** The values of `Set-Cookie`, which contain commas themselves. */
  setCookies?: readonly string[] | undefined;
  /** Names and values in turn, as the server wrote them. */
  rawHeaders?: readonly string[] | undefined;
  body: Body;
  /** Watches the body too: touch it when data arrives. */
  watch: Watch;
  /** Releases timers, listeners and, if the body is unread, the socket. */
  release(): void;
  /** Why the body ended early, if the reason is a deadline or the caller's signal. */
  reason(): OintError | undefined;
}

/** A response with its request, as it was finally sent, and the call that it belongs to. */
export interface Exchange {
  readonly request: HttpRequest;
  readonly answer: Answer;
  readonly call: Call;
}

/** Reads a response. */
export type Read<T> = (exchange: Exchange) => Promise<T>;
