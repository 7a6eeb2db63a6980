import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { errorTable, InputError, OintError } from '../core/errors/errors.js';

interface ApiErrorInit {
  status: ContentfulStatusCode;
  message: string;
  /** The field of the request that is at fault. */
  param?: string | undefined;
  /** A word for programs. */
  code?: string | undefined;
  /** What the answer's head says beside: `retry-after`. */
  headers?: Readonly<Record<string, string>> | undefined;
}

/** A failure as the embedded server answers it. */
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

/** The request itself is at fault. */
export function badRequest(message: string, param?: string, code?: string): ApiError {
  return new ApiError({ status: 400, message, param, code });
}

/** Any failure as an answer in OpenAI's shape. */
export function errorAnswer(error: Error, context: Context): Response {
  const known = asApiError(error);
  return context.json(errorBody(known), known.status, known.headers);
}

/** An error of OInt has the status of its table; what is neither is a failure of ours. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof OintError) {
    // 499 is no status of the standard, and of Hono's types.
    const status = errorTable[error.code].http as ContentfulStatusCode;
    const param = error instanceof InputError ? error.param : undefined;
    // A sentence for what happened, and one for what to do.
    const message = error.message.split('\n').map(sentence).join(' ');
    return new ApiError({ status, message, param, code: error.code });
  }
  const message = `The embedded server failed: ${error instanceof Error ? error.message : error}`;
  return new ApiError({ status: 500, message });
}

function sentence(line: string): string {
  return /[.?!]$/.test(line) ? line : `${line}.`;
}

/** A failure in OpenAI's shape, as JSON has it. */
export function errorBody(error: ApiError) {
  return { error: shownError(error) };
}

/** An error as the protocol shows it. */
export function shownError({ status, message, param, code }: ApiError) {
  return { message, type: errorType(status), param: param ?? null, code: code ?? null };
}

function errorType(status: number): string {
  if (status === 429) return 'rate_limit_error';
  return status < 500 ? 'invalid_request_error' : 'server_error';
}
