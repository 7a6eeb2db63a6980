import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { errorTable, InputError, OintError } from '../core/errors/errors.js';

interface ApiErrorInit {
  status: ContentfulStatusCode;
  message: string;
  /** The request field that caused the error. */
  param?: string | undefined;
  /** An error code for programs. */
  code?: string | undefined;
  /** Extra response headers: `retry-after`. */
  headers?: Readonly<Record<string, string>> | undefined;
}

/** An error response of the embedded server. */
export class ApiError extends Error {
  readonly status: ContentfulStatusCode;
  readonly param: string | undefined;
  readonly code: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor({ status, message, param, code, headers = {} }: ApiErrorInit) {
    super(message);
    this.status = status;
    this.param = param;
    this.code = code;
    this.headers = headers;
  }
}

/** Creates an error for an invalid request. */
export function badRequest(message: string, param?: string, code?: string): ApiError {
  return new ApiError({ status: 400, message, param, code });
}

/** Turns any error into a response in OpenAI's format. */
export function errorAnswer(error: Error, context: Context): Response {
  const known = asApiError(error);
  return context.json(errorBody(known), known.status, headersOf(known));
}

/** Statuses that clients repeat on their own, though the response would be the same. */
const FINAL = new Set([409, 500, 501, 505, 507]);
/** Statuses that are about this moment. */
const PASSING = new Set([408, 429, 503]);

/** The headers of an error response. `x-should-retry` is what OpenAI's clients follow. */
export function headersOf({ status, headers }: ApiError): Record<string, string> {
  const retry = FINAL.has(status) ? 'false' : PASSING.has(status) ? 'true' : undefined;
  return { ...headers, ...(retry && { 'x-should-retry': retry }) };
}

/** OInt's own errors have the status of the table of errors; any other error is an internal one. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof OintError) {
    // 499 is not a standard status, nor in Hono's types.
    const status = errorTable[error.code].http as ContentfulStatusCode;
    const param = error instanceof InputError ? error.param : undefined;
    // One sentence for what happened, and one for what to do.
    const message = error.message.split('\n').map(sentence).join(' ');
    return new ApiError({ status, message, param, code: error.code });
  }
  const message = `Internal error of the embedded server: ${error instanceof Error ? error.message : error}`;
  return new ApiError({ status: 500, message });
}

function sentence(line: string): string {
  return /[.?!]$/.test(line) ? line : `${line}.`;
}

/** The JSON body of an error in OpenAI's format. */
export function errorBody(error: ApiError) {
  return { error: shownError(error) };
}

/** An error object as the protocol represents it. */
export function shownError({ status, message, param, code }: ApiError) {
  return { message, type: errorType(status), param: param ?? null, code: code ?? null };
}

function errorType(status: number): string {
  if (status === 429) return 'rate_limit_error';
  return status < 500 ? 'invalid_request_error' : 'server_error';
}
