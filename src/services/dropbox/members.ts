import type { Call } from '../../core/definition/call.js';
import { ResponseError } from '../../core/errors/errors.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';

/** What was done for each user. Dropbox reports those that it could not invite with status 200. */
export function invited(call: Call, answer: unknown): JsonRecord[] {
  const results = (Array.isArray(answer) ? answer : [answer]).filter(isRecord);
  const failures = results.filter(({ result }) => isRecord(result) && /error/.test(tagOf(result)));
  if (failures.length === 0) return results;
  const who = failures.map(({ member, result }) => {
    const email = isRecord(member) ? String(member.email ?? member.dropbox_id) : 'a user';
    const inner = isRecord(result) ? result[tagOf(result)] : undefined;
    return `${email} (${isRecord(inner) ? tagOf(inner) : 'no reason given'})`;
  });
  const some = who.slice(0, 10).join(', ') + (who.length > 10 ? ', …' : '');
  const message = `${failures.length} of ${results.length} users were not invited: ${some}`;
  const error = new ResponseError({ method: call.method, message: call.redactor.text(message) });
  error.partial = call.redactor.deep(results);
  throw error;
}

function tagOf(union: JsonRecord): string {
  return String(union['.tag']).slice(0, 100);
}
