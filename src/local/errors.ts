import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

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

/** What is no refusal of ours is a failure of ours. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const message = `The embedded server failed: ${error instanceof Error ? error.message : error}`;
  return new ApiError({ status: 500, message });
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
