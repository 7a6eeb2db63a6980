/**
 * Every failure a caller can meet, as a small family of classes over one table.
 *
 * A message is complete by itself: what happened, to which method, the other side's own words and
 * what to do next. Secrets are taken out before an error is made (see `redact.ts`), so an error can
 * be logged as it is.
 */

/** The kinds of failure, and what each means to a process (`exit`), to an HTTP face and to a retry. */
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

/** Which deadline ended a call. */
export type DeadlineName = 'timeout' | 'connectTimeout' | 'firstByteTimeout' | 'idleTimeout';

interface ErrorInit {
  /** What happened, without the method's name. */
  message: string;
  /** What to do next, as one sentence. */
  hint?: string | undefined;
  /** `service Method`, put in front of the message. */
  method?: string | undefined;
  cause?: unknown;
}

/** The base of every error OInt throws on purpose; anything else is a bug of ours. */
export abstract class OintError extends Error {
  abstract readonly code: ErrorCode;
  /** `openai GetResponse`, where the failure belongs to a method. */
  method: string | undefined;
  /** What to do next, where there is something to do. Already part of `message`. */
  hint: string | undefined;
  /** What had arrived of a stream before it broke. */
  partial: unknown;

  constructor({ message, hint, method, cause }: ErrorInit) {
    super([method ? `${method}: ${message}` : message, hint].filter(Boolean).join('\n'));
    this.method = method;
    this.hint = hint;
    // Not in the error's JSON; where there is none, `console.log` is not to show an empty one.
    if (cause !== undefined) Object.defineProperty(this, 'cause', { value: cause });
  }

  override get name(): string {
    return this.constructor.name;
  }

  /** Names the method, where whoever made the error could not know it. */
  belongsTo(method: string): this {
    if (this.method === undefined) {
      this.method = method;
      this.#reword(`${method}: ${this.message}`);
    }
    return this;
  }

  /** Says what else to do next, where whoever made the error could not know it. */
  advises(hint: string): this {
    this.#reword(`${this.message}\n${hint}`);
    this.hint = this.hint ? `${this.hint} ${hint}` : hint;
    return this;
  }

  #reword(message: string): void {
    // The stack, which is what a program's log shows, begins with the message as it was.
    this.stack = this.stack?.replace(this.message, () => message);
    this.message = message;
  }

  /** The exit status of the command line for this failure. */
  get exitStatus(): number {
    return errorTable[this.code].exit;
  }

  /** True where the same call may well succeed a little later. */
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

/** A value was refused before anything was sent. */
export class InputError extends OintError {
  readonly code = 'input';
  /**
   * Which value: the TypeScript name of a param (`messages`, `messages[0]`) or of a call option. An
   * option that a face has beside them goes by the face's own name (`--query`).
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

/** No answer came: the server could not be reached, or the connection broke before it answered. */
export class ConnectionError extends OintError {
  readonly code = 'connection';
  /** The system's own code (`ECONNREFUSED`, `ENOTFOUND`, `CERT_HAS_EXPIRED` …). */
  readonly reason: string;
  /** True where the request may have reached the server; false where it certainly did not. */
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

/** A deadline passed. `deadline` says which one, `after` how long it was, in milliseconds. */
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

/** The server answered with an error status. */
export class HttpError extends OintError {
  readonly code = 'http';
  readonly status: number;
  /** The service's own code for what went wrong, where it has one: `channel_not_found`. */
  readonly reason: string | undefined;
  /** The answer's headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The server's own id of the request, for its support. */
  readonly requestId: string | undefined;
  /** The answer's body: parsed JSON where it is JSON, else text, at most 1 MiB of it. */
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

  override toJSON(): Record<string, unknown> {
    const { status, reason, requestId, body } = this;
    return { ...super.toJSON(), status, reason, requestId, body };
  }
}

/**
 * A service that speaks no HTTP refused: an SQL error, a file that is not there. Its own words are in
 * the message.
 */
export class ServiceError extends OintError {
  readonly code = 'service';
  /** The service's own code: an SQLSTATE (`42P01`), `SQLITE_CONSTRAINT`, `NO_SUCH_FILE`. */
  readonly reason: string;
  /** What else it said: the position in an SQL text, the constraint, the column. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    init: ErrorInit & { reason: string; details?: Readonly<Record<string, unknown>> | undefined },
  ) {
    super(init);
    this.reason = init.reason;
    this.details = init.details ?? {};
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), reason: this.reason, details: this.details };
  }
}

/** An answer came, and could not be understood: no JSON, cut off, or an error inside a stream. */
export class ResponseError extends OintError {
  readonly code = 'response';
  readonly status: number | undefined;
  /** True where the answer was cut off: asking again may bring the whole of it. */
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

/** A method needs a package that is not installed; the message has the command that installs it. */
export class MissingPackageError extends OintError {
  readonly code = 'missing_package';
}

/** The result is there and could not be written: a full disk, a folder without permission. */
export class OutputError extends OintError {
  readonly code = 'output';
}

/** The caller's signal, or Ctrl-C, ended the call. */
export class AbortedError extends OintError {
  readonly code = 'aborted';
}
