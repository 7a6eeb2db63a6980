import type { Call } from '../../core/definition/call.js';
import { ServiceError } from '../../core/errors/errors.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { type At, type Failed, hintFor, isBusy, nameOf } from './errors.js';

/** Which of the documents of a call a command had. */
export interface Part {
  /** The index of its first one. */
  first: number;
  /** The number of documents, or of updates and deletions. */
  count: number;
  /** What the indexes count: `documents`, in the caller's words. */
  label: string;
  /** True if the server stops at the first failure. */
  ordered: boolean;
}

/** A write error, as the server reports it. */
interface WriteError extends Failed {
  index: number;
}

/** The most failures that an error lists. */
const MOST = 100;

/**
 * The failures inside a response that says `ok: 1`: documents that were not written, or not confirmed.
 * `undefined` if there are none.
 */
export function writeFailure(
  call: Call,
  at: At,
  reply: JsonRecord,
  part?: Part,
): ServiceError | undefined {
  const errors = listOf(reply.writeErrors).map((one) => writeErrorOf(one, part?.first ?? 0));
  const [first] = errors;
  if (first) return documentsFailed(call, at, reply, [first, ...errors.slice(1)], part);
  const concern = reply.writeConcernError;
  return isRecord(concern) ? notConfirmed(call, at, failedOf(concern)) : undefined;
}

function listOf(value: unknown): JsonRecord[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function failedOf({ code, codeName, errmsg }: JsonRecord): Failed {
  return {
    code: typeof code === 'number' ? code : 0,
    codeName: typeof codeName === 'string' ? codeName : undefined,
    message: String(errmsg ?? 'unknown error'),
  };
}

function writeErrorOf(error: JsonRecord, first: number): WriteError {
  const index = typeof error.index === 'number' ? error.index : 0;
  return { ...failedOf(error), index: index + first };
}

function documentsFailed(
  call: Call,
  at: At,
  reply: JsonRecord,
  errors: readonly [WriteError, ...WriteError[]],
  part: Part | undefined,
): ServiceError {
  const [first] = errors;
  const name = nameOf(first);
  const label = part?.label ?? 'documents';
  const more = errors.length > 1 ? `, and ${errors.length - 1} more failed` : '';
  return new ServiceError({
    method: call.method,
    reason: name,
    busy: isBusy(first.code),
    details: {
      code: first.code,
      response: reply,
      ...(part && { done: doneOf(part, errors) }),
      failed: errors.slice(0, MOST).map(({ index, code, message }) => ({ index, code, message })),
    },
    message: call.redactor.text(
      `${label}[${first.index}]: ${first.message} (${name}, ${first.code})${more}${part ? `; ${doneWords(part, errors)}` : ''}`,
    ),
    hint: hintFor(call, at, first),
  });
}

/** Which documents went in, as the first index and the number after it. */
function doneOf({ first, count, ordered }: Part, errors: readonly WriteError[]): number[] | number {
  // In order, everything before the first failure is done, and nothing after it.
  if (ordered) return errors[0]!.index;
  return first + count - errors.length;
}

function doneWords(part: Part, errors: readonly WriteError[]): string {
  const { first, count, ordered, label } = part;
  if (!ordered) {
    return `all others of ${label}[0] to ${label}[${first + count - 1}] were processed`;
  }
  const { index } = errors[0]!;
  if (index === 0) return 'nothing was written';
  return index === 1
    ? `only ${label}[0] was processed`
    : `${label}[0] to ${label}[${index - 1}] were processed, and none after it`;
}

function notConfirmed(call: Call, at: At, failed: Failed): ServiceError {
  const name = nameOf(failed);
  return new ServiceError({
    method: call.method,
    reason: name,
    details: { code: failed.code },
    message: call.redactor.text(
      `${at.what ?? 'the write'}: the server wrote it, but could not confirm it as the write concern asks: ${failed.message} (${name}, ${failed.code})`,
    ),
    hint: 'Do not repeat it without looking: it is written, and may still be undone if the primary fails.',
  });
}
