import type { Readable } from 'node:stream';
import type { Call } from '../definition/call.js';
import type { HttpError, OintError } from '../errors/errors.js';
import type { Bytes } from '../files/bytes.js';
import type { JsonRecord } from '../util/is-record.js';
import type { FormField } from './form.js';
import type { Refusal } from './refusal.js';
import type { Watch } from './watch.js';

/** How requests of a service are sent, signed and repeated, where it has a way of its own. */
export interface RequestPolicy {
  /** Answers instead of the network: the embedded server. */
  transport?: ((request: HttpRequest, call: Call) => Promise<Answer>) | undefined;
  /** Signs a request each time before it is sent: what it returns is sent. */
  sign?: ((request: HttpRequest) => HttpRequest) | undefined;
  /** How curl is told to sign, as arguments ready for the shell. */
  curlSigns?: readonly string[] | undefined;
  /** The wait that an error asks for in a way of the service's own, in milliseconds. */
  retryAfter?: ((error: HttpError) => number | undefined) | undefined;
  /** What to do about an error, where the service's own words say more than its status. */
  hint?:
    | ((error: Pick<HttpError, 'status' | 'body'>, call: Call) => string | undefined)
    | undefined;
  /** What an answer is, where the service says no in its body: also under a good status. */
  refusal?: ((body: JsonRecord, status: number, call: Call) => Refusal | undefined) | undefined;
}

/** A request ready to be sent, as often as needed. */
export interface HttpRequest extends RequestPolicy {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: RequestBody | undefined;
  /** The names of the headers that came from the caller or carry a secret: never sent elsewhere. */
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

/** An answer whose head has arrived; its body is still to be read, or to be thrown away. */
export interface Answer {
  status: number;
  /** Names in lower case; several values joined as HTTP joins them. */
  headers: Record<string, string>;
  body: Readable;
  /** Watches over the body too: touch it when something arrives. */
  watch: Watch;
  /** The answer was read or is not wanted: lets go of timers, listeners and, if unread, the socket. */
  release(): void;
  /** Why the body broke off, where a deadline or the caller's signal did it. */
  reason(): OintError | undefined;
}

/** A request that was answered, as it was sent in the end, and the call that it belongs to. */
export interface Exchange {
  readonly request: HttpRequest;
  readonly answer: Answer;
  readonly call: Call;
}
