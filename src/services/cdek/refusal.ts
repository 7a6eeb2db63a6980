import type { Call } from '../../core/definition/call.js';
import { HttpError } from '../../core/errors/errors.js';
import { type Refusal, wordsOf } from '../../core/http/refusal.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { hintFor } from './hints.js';

/** Errors about the token, with whatever status. */
const OF_TOKEN = ['v2_token_expired', 'v2_authorization_incorrect'];
/** Requests without which there is nothing to show. */
const VITAL = ['GET', 'AUTH', 'CREATE'];

/**
 * Refusals are `{"errors": [{"code", "message"}]}`, or requests with the state INVALID, which have such
 * errors: both also with status 200 or 202. An order that a later request could not change is still
 * there, and is no error.
 */
export function refusalIn(body: JsonRecord, _status: number, call: Call): Refusal | undefined {
  const errors = recordsIn(body.errors);
  if (errors.length > 0) return refusalOf(errors, call);
  const requests = recordsIn(body.requests);
  const failed = requests.filter(isInvalid);
  if (failed.length === 0 || failed.length < requests.length) return undefined;
  const isVital = failed.some(({ type }) => VITAL.includes(String(type)));
  if (isRecord(body.entity) && !isVital) return undefined;
  return refusalOf(errorsOf(failed), call);
}

/** The error for a request that CDEK had accepted, and then refused. */
export function refusedLater(call: Call, answer: JsonRecord, request: JsonRecord): HttpError {
  const { reason, message, hint } = refusalOf(errorsOf([request]), call);
  return new HttpError({
    method: call.method,
    status: call.answered?.status ?? 200,
    reason,
    headers: {},
    body: call.redactor.deep(answer),
    message: call.redactor.text(`CDEK refused the request: ${wordsOf({ reason, message })}`),
    hint: hint && call.redactor.text(hint),
  });
}

export function isInvalid({ state }: JsonRecord): boolean {
  return state === 'INVALID';
}

/** The records in what should be an array of them. */
export function recordsIn(value: unknown): JsonRecord[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function errorsOf(requests: readonly JsonRecord[]): JsonRecord[] {
  return requests.flatMap(({ errors }) => recordsIn(errors));
}

function refusalOf(errors: readonly JsonRecord[], call: Call): Refusal {
  const [first] = errors;
  const reason = first?.code === undefined ? undefined : String(first.code);
  const words = errors.map(({ message }) => message).filter((one) => typeof one === 'string');
  const message = words.join('; ') || undefined;
  if (reason === undefined || !OF_TOKEN.includes(reason)) {
    return { reason, message, hint: hintFor(reason ?? '') };
  }
  const hint = `Get a new token with GetToken, or pass the account as ${call.label('token')}: a JSON object with client_id and client_secret.`;
  return { reason, message, status: 401, hint };
}
