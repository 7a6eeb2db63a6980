import type { Call } from '../../core/definition/call.js';
import { ResponseError } from '../../core/errors/errors.js';
import { notTheApiHint } from '../../core/http/status.js';
import { isRecord } from '../../core/util/is-record.js';
import type { Message } from './types.js';

/** A line of ntfy: a message, or a sign that the connection is open. */
export type Line = Omit<Message, 'event'> & { event: string };

/** @throws {ResponseError} It is something else. */
export function lineOf(value: unknown, call: Call): Line {
  if (isRecord(value) && typeof value.event === 'string' && typeof value.id === 'string') {
    return value as unknown as Line;
  }
  const { method } = call;
  const message = 'the server sent a line that is not a message of ntfy';
  throw new ResponseError({ method, message, hint: notTheApiHint(call) });
}

/** False for `open`, `keepalive` and others, which only concern the connection. */
export function isMessage(line: Line): line is Message {
  return line.event === 'message';
}
