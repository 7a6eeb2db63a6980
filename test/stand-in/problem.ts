import { isRecord, type Values } from './description.js';

/** What is wrong with a request. */
export interface Problem {
  readonly wrong:
    | 'operation'
    | 'verb'
    | 'media type'
    | 'malformed'
    | 'authorization'
    | 'unknown'
    | 'missing'
    | 'type'
    | 'not found'
    | 'limit'
    | 'cursor'
    | 'rate limit'
    | 'unavailable'
    /** A rule of the service's own, which its `code` names. */
    | 'rule';
  /** The parameter, where one is to blame; or which media type, which part. */
  readonly name?: string;
  readonly message: string;
  readonly code?: string;
  readonly status?: number;
  /** What the error says beside its code and words. */
  readonly more?: Values;
}

/** An answer as it is sent; a body that is neither text nor bytes goes out as JSON. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body: unknown;
}

export function isProblem(value: unknown): value is Problem {
  return isRecord(value) && typeof value.wrong === 'string' && typeof value.message === 'string';
}
