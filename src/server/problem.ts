import { STATUS_CODES } from 'node:http';
import { NotAllowed } from '../core/access/not-allowed.js';
import { errorTable, HttpError, OintError, ServiceError } from '../core/errors/errors.js';
import type { Redactor } from '../core/errors/redact.js';
import { isRecord, type JsonRecord } from '../core/util/is-record.js';

/** Why the server itself refuses a request. */
export class Refused extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** The status of a call that failed. */
export function statusOf(error: unknown): number {
  if (error instanceof Refused) return error.status;
  // A param whose value was refused names itself around it.
  if ([error, causeOf(error)].some((one) => one instanceof NotAllowed)) return 403;
  const isBusy = (error instanceof HttpError || error instanceof ServiceError) && error.busy;
  if (isBusy) return 503;
  return error instanceof OintError ? errorTable[error.code].http : 500;
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}

/** What is said about an error that is a bug: nothing that only its log should show. */
const BUG = 'an unexpected error, which the log of the server describes';

/**
 * An error in the form of the reference: what the service returned, or `result` and `error`. The
 * secrets of the server are masked.
 */
export function wireError(error: unknown, redactor: Redactor): JsonRecord {
  if (error instanceof HttpError && isRecord(error.body)) {
    return redactor.deep(error.body) as JsonRecord;
  }
  return { result: false, error: redactor.text(messageOf(error)) };
}

/** An error as `application/problem+json` has it (RFC 9457), with the fields of OInt's errors. */
export function problem(error: unknown, redactor: Redactor): JsonRecord {
  const status = statusOf(error);
  const { name: _, message: __, status: theirs, ...more } = fieldsOf(error);
  const found = {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: messageOf(error),
    ...more,
    ...(theirs !== undefined && { serviceStatus: theirs }),
  };
  return redactor.deep(found) as JsonRecord;
}

function fieldsOf(error: unknown): JsonRecord {
  if (error instanceof OintError) return error.toJSON();
  return { code: error instanceof Refused ? 'refused' : 'unexpected' };
}

function messageOf(error: unknown): string {
  return error instanceof OintError || error instanceof Refused ? error.message : BUG;
}
