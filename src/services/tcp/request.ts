import type { Call } from '../../core/definition/call.js';
import { type Payload, payloadBytes } from '../../core/definition/kinds/index.js';
import { Bytes } from '../../core/files/bytes.js';
import { timeoutError } from '../../core/http/watch.js';
import { now } from '../../core/util/clock.js';
import { type Target, TcpConnection } from './connection.js';

/** A request, and how its response ends. */
export interface Request extends Target {
  data?: Payload | undefined;
  until?: Payload | undefined;
  silence: number;
  finish: boolean;
}

/** Sends a request over its own connection, and reads the response. */
export async function processed(given: Request, call: Call): Promise<Buffer> {
  const connection = await TcpConnection.open(given, call);
  try {
    await sendAll(connection, given.data, call);
    if (given.finish) await connection.finishSending();
    return await response(connection, given, call);
  } finally {
    await connection.close();
  }
}

/** Sends text, or bytes as they are read. */
export async function sendAll(
  connection: TcpConnection,
  data: Payload | undefined,
  call: Call,
  encode?: (text: string) => Buffer,
): Promise<void> {
  if (data === undefined) return;
  if (!(data instanceof Bytes)) {
    return connection.send(await payloadBytes(data, encode), 0, call);
  }
  for await (const chunk of await data.open()) {
    await connection.send(Buffer.from(chunk as Uint8Array), 0, call);
  }
}

/** The bytes of a marker; none if it is not given or empty. */
export async function markerBytes(
  marker: Payload | undefined,
  encode?: (text: string) => Buffer,
): Promise<Buffer | undefined> {
  return marker === undefined ? undefined : payloadBytes(marker, encode);
}

async function response(
  connection: TcpConnection,
  { until, silence }: Request,
  call: Call,
): Promise<Buffer> {
  const marker = await markerBytes(until);
  const latest = now() + call.limit('firstByteTimeout');
  for (;;) {
    const left = Math.max(1, latest - now());
    const longest = silence > 0 ? Math.min(silence, left) : left;
    const found = await connection.read({ marker, silence: longest }, call);
    if (found.length > 0 || !connection.hasMore) return found;
    if (now() + 1 >= latest) throw timeoutError(call, 'firstByteTimeout');
  }
}
