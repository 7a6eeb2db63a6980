import type { Call } from '../../core/definition/call.js';
import { TimeoutError } from '../../core/errors/errors.js';
import { longerHint, timeoutError } from '../../core/http/watch.js';
import { now } from '../../core/util/clock.js';
import type { Endpoint } from './endpoint.js';
import { alreadyClosed } from './failure.js';

/**
 * Waits until `send` succeeds, because a peer is there and has room: for at most this many
 * milliseconds, or 0 for as long as the call may last.
 *
 * @throws {TimeoutError} No peer is connected, or those that are do not read.
 */
export async function sentWithin<T>(
  endpoint: Endpoint,
  send: () => T | undefined,
  longest: number,
  call: Call,
): Promise<T> {
  const latest = longest > 0 ? Math.min(now() + longest, call.deadline) : call.deadline;
  for (;;) {
    if (!endpoint.isOpen) throw alreadyClosed(call);
    const done = send();
    if (done !== undefined) return done;
    const left = latest - now();
    const isInTime = left > 0 && (await inTime(endpoint, left, call));
    if (!isInTime) throw notSent(endpoint, longest || call.limit('timeout'), call);
  }
}

async function inTime({ room }: Endpoint, left: number, call: Call): Promise<boolean> {
  try {
    return await room.next(call, left);
  } catch (error) {
    // The reason says more than the end of the call does.
    if (error instanceof TimeoutError) return false;
    throw error;
  }
}

function notSent({ peers, address, port }: Endpoint, after: number, call: Call): TimeoutError {
  const where = port > 0 ? `connected to port ${port}` : `reachable at ${address}`;
  const why =
    peers.size === 0 ? `no peer was ${where}` : `the peer of ${address} did not read its messages`;
  return new TimeoutError({
    method: call.method,
    message: `the message was not sent: ${why} within ${after / 1000} s`,
    hint: 'Check that the other side is running, or wait longer.',
    deadline: 'timeout',
    after,
  });
}

/** The error of a request without a reply. */
export function noReply({ address }: Endpoint, longest: number, call: Call): TimeoutError {
  if (longest === 0) return timeoutError(call, 'timeout');
  return new TimeoutError({
    method: call.method,
    message: `${address} did not reply within ${longest / 1000} s`,
    hint:
      longerHint(call, 'firstByteTimeout', longest) ?? 'The next request uses a new connection.',
    deadline: 'firstByteTimeout',
    after: longest,
  });
}
