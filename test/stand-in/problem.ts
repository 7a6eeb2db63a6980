import { isRecord, type Values } from './description.js';

/** A problem with a request. */
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
    /** A rule of the service, named by its `code`. */
    | 'rule';
  /** The parameter at fault, if any; or the media type, or the part. */
  readonly name?: string;
  readonly message: string;
  readonly code?: string;
  readonly status?: number;
  /** Additional fields of the error. */
  readonly more?: Values;
}

/** A response. A body that is neither a string nor bytes is sent as JSON. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body: unknown;
}

export function isProblem(value: unknown): value is Problem {
  return isRecord(value) && typeof value.wrong === 'string' && typeof value.message === 'string';
}
