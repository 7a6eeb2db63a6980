/**
 * Every failure a caller can get, as a few classes over one table.
 *
 * A message is complete on its own: what happened, in which method, the server's own message and
 * what to do next. Secrets are removed before an error is created (see `redact.ts`), so an error
 * can be logged as it is.
 */

import { Cause } from './cause.js';
import type { Redactor } from './redact.js';

/** The kinds of failure: exit status, HTTP status of the embedded server, and whether to retry. */
export const errorTable = {
  input: { exit: 2, http: 400, retryable: false },
  connection: { exit: 3, http: 502, retryable: true },
  timeout: { exit: 3, http: 504, retryable: true },
  http: { exit: 1, http: 502, retryable: false },
  service: { exit: 1, http: 502, retryable: false },
  response: { exit: 1, http: 502, retryable: false },
  missing_package: { exit: 2, http: 501, retryable: false },
  output: { exit: 1, http: 500, retryable: false },
  aborted: { exit: 130, http: 499, retryable: false },
} as const;

export type ErrorCode = keyof typeof errorTable;

/** The exit status if the service refused for now: that of `EX_TEMPFAIL` in sysexits.h. */
export const LATER = 75;
/** The HTTP statuses of a server that has too much to do, or of a client that asks too often. */
const BUSY: readonly number[] = [420, 429, 503, 529];

/** Which deadline ended a call. */
export type DeadlineName = 'timeout' | 'connectTimeout' | 'firstByteTimeout' | 'idleTimeout';

interface ErrorInit {
  /** What happened, without the method's name. */
  message: string;
  /** What to do next, in one sentence. */
  hint?: string | undefined;
  /** `service Method`, put in front of the message. */
  method?: string | undefined;
  cause?: unknown;
}

/** The base class of every error OInt throws on purpose. Anything else is a bug in OInt. */
export abstract class OintError extends Error {
  abstract readonly code: ErrorCode;
  /** `openai GetResponse`, if the failure belongs to a method. */
  method: string | undefined;
  /** What to do next, if anything. Already part of `message`. */
  hint: string | undefined;
  /** What arrived of a stream before it failed. */
  partial: unknown;

  constructor({ message, hint, method, cause }: ErrorInit) {
    super([method ? `${method}: ${message}` : message, hint].filter(Boolean).join('\n'));
    this.method = method;
    this.hint = hint;
    // Not in the error's JSON. Without a cause, `console.log` must not show an empty one.
    if (cause !== undefined) {
      Object.defineProperty(this, 'cause', { value: cause, configurable: true });
    }
  }

  override get name(): string {
    return this.constructor.name;
  }

  /** Sets the method, if the code that threw the error did not know it. */
  belongsTo(method: string): this {
    if (this.method === undefined) {
      this.method = method;
      this.#reword(`${method}: ${this.message}`);
    }
    return this;
  }

  /** Replaces the cause by what can be shown of it. */
  maskCause(redactor: Redactor): this {
    const { cause } = this;
    if (cause instanceof OintError) cause.maskCause(redactor);
    else if (cause !== undefined && !(cause instanceof Cause)) {
      Object.defineProperty(this, 'cause', { value: new Cause(cause, redactor) });
    }
    return this;
  }

  /** Adds a hint that the code that threw the error could not know. */
  advises(hint: string): this {
    this.#reword(`${this.message}\n${hint}`);
    this.hint = this.hint ? `${this.hint} ${hint}` : hint;
    return this;
  }

  #reword(message: string): void {
    // The stack, which logs show, begins with the old message.
    this.stack = this.stack?.replace(this.message, () => message);
    this.message = message;
  }

  /** The exit status of the command line for this failure. */
  get exitStatus(): number {
    return errorTable[this.code].exit;
  }

  /** True if the same call may succeed on retry. */
  get retryable(): boolean {
    return errorTable[this.code].retryable;
  }

  toJSON(): Record<string, unknown> {
    return {
      name: this.name,
      code: this.code,
      method: this.method,
      message: this.message,
      retryable: this.retryable,
    };
  }
}

/** A value was refused before any request was sent. */
export class InputError extends OintError {
  readonly code = 'input';
  /**
   * Which value: the TypeScript name of a param (`messages`, `messages[0]`) or of a call option. An
   * option of the face itself has the face's name (`--query`).
   */
  readonly param: string | undefined;

  constructor(init: ErrorInit & { param?: string | undefined }) {
    super(init);
    this.param = init.param;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), param: this.param };
  }
}

/** There was no response: the server could not be reached, or the connection broke. */
export class ConnectionError extends OintError {
  readonly code = 'connection';
  /** The system's own code (`ECONNREFUSED`, `ENOTFOUND`, `CERT_HAS_EXPIRED` …). */
  readonly reason: string;
  /** True if the request may have reached the server; false if it certainly did not. */
  readonly sent: boolean;
  readonly #retryable: boolean;

  constructor(init: ErrorInit & { reason: string; sent: boolean; retryable: boolean }) {
    super(init);
    this.reason = init.reason;
    this.sent = init.sent;
    this.#retryable = init.retryable;
  }

  override get retryable(): boolean {
    return this.#retryable;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), reason: this.reason, sent: this.sent };
  }
}

/** A deadline expired. `deadline` says which one, and `after` its length in milliseconds. */
export class TimeoutError extends OintError {
  readonly code = 'timeout';
  readonly deadline: DeadlineName;
  readonly after: number;
  constructor(init: ErrorInit & { deadline: DeadlineName; after: number }) {
    super(init);
    this.deadline = init.deadline;
    this.after = init.after;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), deadline: this.deadline, after: this.after };
  }
}

/** The server returned an error status. */
export class HttpError extends OintError {
  readonly code = 'http';
  readonly status: number;
  /** The service's own error code, if it has one: `channel_not_found`. */
  readonly reason: string | undefined;
  /** The response headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The server's ID for the request, for its support team. */
  readonly requestId: string | undefined;
  /** The response body: parsed if it is JSON, otherwise text. At most 1 MiB. */
  readonly body: unknown;

  constructor(
    init: ErrorInit & {
      status: number;
      reason?: string | undefined;
      headers: Record<string, string>;
      requestId?: string | undefined;
      body: unknown;
    },
  ) {
    super(init);
    this.status = init.status;
    this.reason = init.reason;
    this.headers = init.headers;
    this.requestId = init.requestId;
    this.body = init.body;
  }

  override get retryable(): boolean {
    return this.status === 408 || this.status === 429 || this.status >= 500;
  }

  /** True if the server has too much to do, or the client asks too often. */
  get busy(): boolean {
    return BUSY.includes(this.status);
  }

  override get exitStatus(): number {
    return this.busy ? LATER : super.exitStatus;
  }

  override toJSON(): Record<string, unknown> {
    const { status, reason, requestId, body } = this;
    return { ...super.toJSON(), status, reason, requestId, body };
  }
}

/**
 * A service that does not use HTTP refused: an SQL error, a missing file. The message contains the
 * service's own message.
 */
export class ServiceError extends OintError {
  readonly code = 'service';
  /** The service's own error code: an SQLSTATE (`42P01`), `SQLITE_CONSTRAINT`, `NO_SUCH_FILE`. */
  readonly reason: string;
  /** Further details: the position in the SQL text, the constraint, the column. */
  readonly details: Readonly<Record<string, unknown>>;
  /** True if the service refused for now: it has too much to do, or something is locked. */
  readonly busy: boolean;

  constructor(
    init: ErrorInit & {
      reason: string;
      details?: Readonly<Record<string, unknown>> | undefined;
      busy?: boolean;
    },
  ) {
    super(init);
    this.reason = init.reason;
    this.details = init.details ?? {};
    this.busy = init.busy ?? false;
  }

  override get retryable(): boolean {
    return this.busy;
  }

  override get exitStatus(): number {
    return this.busy ? LATER : super.exitStatus;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), reason: this.reason, details: this.details };
  }
}

/**
 * The response cannot be read: it is not JSON, it is incomplete, or its stream contains an error.
 */
export class ResponseError extends OintError {
  readonly code = 'response';
  readonly status: number | undefined;
  /** True if the response is incomplete: a retry may bring all of it. */
  readonly cut: boolean;

  constructor(init: ErrorInit & { status?: number | undefined; cut?: boolean }) {
    super(init);
    this.status = init.status;
    this.cut = init.cut ?? false;
  }

  override get retryable(): boolean {
    return this.cut;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), status: this.status };
  }
}

/** A method needs a package that is not installed. The message has the command that installs it. */
export class MissingPackageError extends OintError {
  readonly code = 'missing_package';
}

/** The result could not be written: the disk is full, or permission was denied. */
export class OutputError extends OintError {
  readonly code = 'output';
}

/** The caller's signal, or Ctrl-C, ended the call. */
export class AbortedError extends OintError {
  readonly code = 'aborted';
}
