import { type IncomingMessage, type OutgoingHttpHeader, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

type Headers = NodeJS.Dict<OutgoingHttpHeader> | OutgoingHttpHeader[];

/**
 * How long a client may go on sending a body that nobody wants, in milliseconds: in all, and without
 * sending anything.
 */
const LONGEST = 5_000;
const IDLE = 2_000;

/** Connections on which nothing more is answered. */
const ending = new WeakSet<Socket>();

/**
 * A response that may be given before the request's body has been read. What is left of the body would
 * stand before the next request, so the connection is closed after it, and the client is told. It is
 * closed in the way of RFC 9112 §9.6: closed at once, it would be reset, and a client that is still
 * sending would never see the response.
 */
export class EarlyResponse extends ServerResponse {
  /** Whether the client sent this request behind one that ended the connection. */
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

/** Whether there is a body of which some has not arrived. */
function isUnread({ complete, headers }: IncomingMessage): boolean {
  const hasBody =
    headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  return hasBody && !complete;
}

/** Node closes a connection by this method, as soon as the last response is sent. */
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

/** Reads what is left of a body, in place of a reader that stopped early. */
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
