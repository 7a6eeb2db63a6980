import type { Call } from '../definition/call.js';
import { TimeoutError } from '../errors/errors.js';

/** The error of a call for which the param `timeout` was too short. */
export function lateError(call: Call, what: string, after: number): TimeoutError {
  return new TimeoutError({
    method: call.method,
    message: `${what} within ${after / 1000} s`,
    hint: `If the server is slow, wait longer: ${call.label('timeout')} ${after * 4}`,
    deadline: 'timeout',
    after,
  });
}
