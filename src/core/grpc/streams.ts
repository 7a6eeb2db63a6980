import { randomUUID } from 'node:crypto';
import type { Call } from '../definition/call.js';
import { InputError } from '../errors/errors.js';
import type { FoundMethod, GrpcConnection } from './connection.js';
import { OpenStream } from './open-stream.js';

/** The streams that programs leave open between calls: by connection, and by an ID. */

/** What could not be done in time, or because the stream has ended. */
export interface NotDone {
  result: false;
  error: string;
}

export const ENDED: NotDone = { result: false, error: 'the stream has ended' };

/** `what` did not happen within the stream's time. */
export function late({ timeout }: OpenStream, what: string): NotDone {
  return { result: false, error: `${what} within ${timeout / 1000} s` };
}

/** Streams that a program forgot must not fill the memory. */
const MOST_STREAMS = 1000;

const streams = new WeakMap<GrpcConnection, Map<string, OpenStream>>();

function streamsOf(connection: GrpcConnection): Map<string, OpenStream> {
  const found = streams.get(connection) ?? new Map<string, OpenStream>();
  streams.set(connection, found);
  return found;
}

/**
 * Starts a call of a method that stays open. `timeout` is the longest wait of one operation, in
 * milliseconds; 0 for none.
 *
 * @throws {InputError} The connection has too many open streams.
 */
export function openStream(
  call: Call,
  connection: GrpcConnection,
  method: FoundMethod,
  timeout: number,
): { stream: OpenStream; id: string } {
  const open = streamsOf(connection);
  if (open.size >= MOST_STREAMS) {
    const message = `the connection has ${MOST_STREAMS} open streams, the maximum`;
    const hint = 'Close those that are no longer needed.';
    throw new InputError({ method: call.method, param: 'connection', message, hint });
  }
  const stream = new OpenStream(call, connection, method, timeout);
  const id = randomUUID();
  open.set(id, stream);
  return { stream, id };
}

/** @throws {InputError} The connection has no open stream with this ID. */
export function streamOf(call: Call, connection: GrpcConnection, id: string): OpenStream {
  const found = streamsOf(connection).get(id);
  if (found) return found;
  const message = 'the connection has no open stream with this ID';
  throw new InputError({ method: call.method, param: 'streamId', message });
}

/** The same for a stream that must exist. */
export function closeStream(call: Call, connection: GrpcConnection, id: string): { result: true } {
  streamOf(call, connection, id);
  closeStreamOf(connection, id);
  return { result: true };
}

/** Ends a stream, and forgets it. */
export function closeStreamOf(connection: GrpcConnection, id: string): void {
  const open = streamsOf(connection);
  open.get(id)?.cancel();
  open.delete(id);
}
