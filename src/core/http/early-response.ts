import { type IncomingMessage, type OutgoingHttpHeader, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

type Headers = NodeJS.Dict<OutgoingHttpHeader> | OutgoingHttpHeader[];

/**
 * How long a client may continue to send a body that is not needed, in milliseconds: in total, and
 * without sending anything.
 */
const LONGEST = 5_000;
const IDLE = 2_000;

/** Connections that get no further response. */
const ending = new WeakSet<Socket>();

/**
 * A response that may be sent before the body of the request has been read. The rest of the body
 * would precede the next request, so the response announces the end of the connection. It is closed
 * as in RFC 9112 §9.6: if it were closed at once, it would be reset, and a client that is still
 * sending would never see the response.
 */
export class EarlyResponse extends ServerResponse {
  /** True if the client sent this request after one that ended the connection. */
  get isTooLate(): boolean {
    return ending.has(this.req.socket);
  }

  override writeHead(status: number, words?: string | Headers, headers?: Headers): this {
    if (isUnread(this.req)) {
      this.shouldKeepAlive = false;
      closeGently(this.req);
    }
    return typeof words === 'string'
      ? super.writeHead(status, words, headers)
      : super.writeHead(status, words);
  }
}

/** True if part of the body has not arrived. */
function isUnread({ complete, headers }: IncomingMessage): boolean {
  const hasBody =
    headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  return hasBody && !complete;
}

/** Replaces the method by which Node closes a connection as soon as the last response is sent. */
function closeGently(request: IncomingMessage): void {
  const { socket } = request;
  if (ending.has(socket)) return;
  ending.add(socket);
  socket.destroySoon = () => {
    socket.end();
    const timer = setTimeout(() => socket.destroy(), LONGEST);
    socket.once('close', () => clearTimeout(timer));
    socket.setTimeout(IDLE, () => socket.destroy());
    request.once('end', () => socket.destroy());
    readToNowhere(request);
  };
}

/** Reads and discards the rest of a body, instead of a reader that stopped early. */
function readToNowhere(request: IncomingMessage): void {
  request.removeAllListeners('data').removeAllListeners('readable');
  request.on('data', () => {}).on('error', () => {});
  request.resume();
}

/**
 * The bytes of a body. A reader that stops before its end leaves the connection open for the response,
 * unlike with the request's own iterator.
 */
export async function* bytesOf(
  request: IncomingMessage,
  { most, tooLarge }: { most: number; tooLarge: () => Error },
): AsyncGenerator<Buffer, void> {
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > most) throw tooLarge();
    yield chunk;
  }
}
