import { HttpError } from '../errors/errors.js';
import { isRecord } from '../util/is-record.js';
import type { Exchange } from './message.js';
import { type ReadingJson, readJson, readJsonIfAny, where } from './read.js';
import { wordsOf } from './refusal.js';
import { statusHint, statusText } from './status.js';

/**
 * Reads the response as JSON, unless the service refuses in it: some do so with status 200.
 * `instead` may convert text that is not JSON.
 */
export async function readAccepted(
  exchange: Exchange,
  instead?: (text: string) => unknown,
  reading?: ReadingJson,
): Promise<unknown> {
  return accepted(await readJson(exchange, instead, reading), exchange);
}

/** The same for a response that may have no body: an empty object then. */
export async function readAcceptedIfAny(exchange: Exchange): Promise<unknown> {
  return accepted((await readJsonIfAny(exchange)) ?? {}, exchange);
}

/** The JSON of a response, unless the service refuses in it. */
export function accepted(found: unknown, { answer, request, call }: Exchange): unknown {
  const refused = isRecord(found) ? request.refusal?.(found, answer.status, call) : undefined;
  if (!refused) return found;
  const body = call.redactor.deep(found);
  const headers = call.redactor.deep(answer.headers) as Record<string, string>;
  const status = refused.status ?? answer.status;
  const said = status === answer.status ? `an error with status ${status}` : statusText(status);
  const hint = refused.hint ?? request.hint?.({ status, body }, call);
  const own = call.hints[status];
  throw new HttpError({
    method: call.method,
    status,
    reason: refused.reason,
    headers,
    requestId: headers['x-request-id'] ?? headers['request-id'],
    body,
    message: call.redactor.text(
      `the server returned ${said}: ${wordsOf(refused)} (${where(request)})`,
    ),
    hint: hint
      ? call.redactor.text(hint)
      : ((typeof own === 'function' ? own(call) : own) ?? statusHint(status, headers, call)),
  });
}
