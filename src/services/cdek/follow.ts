import type { Call } from '../../core/definition/call.js';
import { HttpError, OintError } from '../../core/errors/errors.js';
import { polled } from '../../core/http/poll.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { isInvalid, recordsIn, refusedLater } from './refusal.js';
import { type Access, send } from './wire.js';

/** How long CDEK may take: usually less than a second, at times a minute. */
export const FOLLOWING = { timeout: 2 * 60_000 };

/** What was requested, and where its state is. */
interface Followed {
  /** The route that reads it: `GET /orders/{uuid}`. */
  route: string;
  /** The method that shows it, for messages. */
  see: string;
  /** The UUID of what exists already. */
  uuid?: string;
  isDeletion?: boolean;
  /** False to return what CDEK has accepted. */
  wait: boolean;
}

/**
 * CDEK accepts a request with status 202, and checks it after that: returns what became of it.
 *
 * @throws {HttpError} CDEK refused it.
 */
export async function followed(
  call: Call,
  access: Access,
  accepted: JsonRecord,
  { route, see, uuid: known, isDeletion = false, wait }: Followed,
): Promise<JsonRecord> {
  const [request = {}] = recordsIn(accepted.requests);
  if (isInvalid(request)) throw refusedLater(call, accepted, request);
  const uuid = uuidIn(accepted) ?? known;
  if (!wait || uuid === undefined) return accepted;
  const isNew = known === undefined;
  let asked = 0;
  return advised(call, { see, uuid }, async () => {
    asked++;
    const answer = await orUnknown(send(call, access, route, { uuid }));
    if (answer instanceof HttpError) {
      if (isDeletion) return { ...accepted, requests: [{ ...request, state: 'SUCCESSFUL' }] };
      // A new one may be known only a moment later.
      if (isNew) return undefined;
      throw answer;
    }
    const state = stateOf(answer, request);
    // Neither may its request be listed at once.
    if (state === undefined) return asked < MOST_UNLISTED ? undefined : answer;
    if (isInvalid(state)) throw refusedLater(call, answer, state);
    return PENDING.includes(String(state.state)) ? undefined : answer;
  });
}

/** Asks until there is an answer. An error that says nothing about the request says where to look. */
export async function advised<T>(
  call: Call,
  { see, uuid }: { see: string; uuid: string },
  ask: () => Promise<T | undefined>,
): Promise<T> {
  try {
    return await polled(call, ask);
  } catch (error) {
    if (!(error instanceof OintError)) throw error;
    error.partial = call.redactor.deep({ uuid });
    const isRefused = error instanceof HttpError && error.reason !== undefined;
    if (isRefused && error.status !== 401 && !error.retryable) throw error;
    throw error.advises(
      call.redactor.text(`CDEK has accepted the request. Get its state with ${see}, UUID ${uuid}.`),
    );
  }
}

export function uuidIn({ entity }: JsonRecord): string | undefined {
  return isRecord(entity) && typeof entity.uuid === 'string' ? entity.uuid : undefined;
}

const PENDING = ['ACCEPTED', 'WAITING'];
const MOST_UNLISTED = 3;

/** The request in a later answer. */
function stateOf(answer: JsonRecord, { request_uuid: uuid, type }: JsonRecord) {
  const requests = recordsIn(answer.requests);
  const byType = () => requests.findLast((one) => one.type === type);
  if (uuid === undefined) return byType();
  return requests.find((one) => one.request_uuid === uuid);
}

/** The answer, or the error that says that there is nothing with this UUID. */
async function orUnknown(asking: Promise<JsonRecord>): Promise<JsonRecord | HttpError> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof HttpError && isUnknown(error)) return error;
    throw error;
  }
}

function isUnknown({ reason = '', body }: HttpError): boolean {
  const requests = isRecord(body) ? recordsIn(body.requests) : [];
  return reason.startsWith('v2_entity_not_found') && requests.every(({ type }) => type === 'GET');
}
