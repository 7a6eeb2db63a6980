import http from 'node:http';
import type { Answer } from '../../../../test/stand-in/problem.js';
import { type Listening, listen } from '../../../../test/support/server.js';

const KIB_256 = 256 * 1024;

/** An upload in progress. */
interface Session {
  data: Buffer;
  /** Stores the complete file, and returns the response. */
  finish(data: Buffer, type: string | undefined): Answer;
  /** The response to the last piece. */
  done?: Answer;
}

/** A piece as it arrived. */
interface Piece {
  range: string | undefined;
  size: number;
  authorization: string | undefined;
}

/**
 * The URLs of upload sessions, from notes on Google's guide: a server that stores what arrives in
 * multiples of 256 KiB, even of a piece whose connection is lost.
 */
export class Sessions {
  readonly pieces: Piece[] = [];
  /** Closes the connection once the next piece has sent this many bytes. */
  cutAfter: number | undefined;
  /** Stores the next piece, but closes the connection in place of a response. */
  isDeaf = false;
  /** The status of the response to the next piece, which is not stored. */
  fails: number | undefined;
  readonly #all = new Map<string, Session>();
  #server: Listening | undefined;
  #begun = 0;

  async start(): Promise<void> {
    this.#server = await listen(
      http.createServer((request, response) => {
        // The connection is lost on purpose.
        this.#answer(request, response).catch(() => response.destroy());
      }),
    );
  }

  /** A new session, and its URL. */
  begin(finish: Session['finish']): string {
    const id = `AHmgYe${++this.#begun}`;
    this.#all.set(id, { data: Buffer.alloc(0), finish });
    return `http://${this.#server!.host}/upload/drive/v3/files?uploadType=resumable&upload_id=${id}`;
  }

  /** Forgets all sessions, as Google does after a week. */
  expire(): void {
    this.#all.clear();
  }

  reset(): void {
    this.expire();
    this.pieces.length = 0;
    this.cutAfter = undefined;
    this.isDeaf = false;
    this.fails = undefined;
  }

  async #answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { headers, method } = request;
    const id = new URL(request.url!, 'http://host').searchParams.get('upload_id') ?? '';
    const session = this.#all.get(id);
    const piece: Piece = {
      range: headers['content-range'],
      size: 0,
      authorization: headers.authorization,
    };
    this.pieces.push(piece);
    const body = await this.#received(request, piece, session);
    if (method !== 'PUT' || !session) return end(response, { status: 404, body: 'Not Found' });
    if (this.fails !== undefined) {
      const status = this.fails;
      this.fails = undefined;
      return end(response, { status, body: `no luck with ${request.url}` });
    }
    const answer = answerOf(session, piece, body, headers['content-type']);
    if (!this.isDeaf) return end(response, answer);
    this.isDeaf = false;
    response.destroy();
  }

  /** The body; if the connection is lost, what is stored of it stays. */
  async #received(
    request: http.IncomingMessage,
    piece: Piece,
    session: Session | undefined,
  ): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
      piece.size += (chunk as Buffer).length;
      if (this.cutAfter === undefined || piece.size < this.cutAfter) continue;
      const whole = piece.size - (piece.size % KIB_256);
      if (session) {
        session.data = Buffer.concat([session.data, Buffer.concat(chunks).subarray(0, whole)]);
      }
      this.cutAfter = undefined;
      request.socket.destroy();
      throw new Error('lost');
    }
    return Buffer.concat(chunks);
  }
}

function answerOf(
  session: Session,
  { range }: Piece,
  body: Buffer,
  type: string | undefined,
): Answer {
  if (session.done) return session.done;
  if (range?.startsWith('bytes */')) return incomplete(session);
  const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(range ?? '') ?? [];
  const isWhole = range === undefined;
  const isLast = isWhole || Number(last) + 1 === Number(total);
  const isRight = isWhole || Number(last) - Number(first) + 1 === body.length;
  if (!isRight || Number(first ?? 0) !== session.data.length) {
    return { status: 400, body: `Invalid Content-Range: ${range}` };
  }
  if (!isLast && body.length % KIB_256 !== 0) {
    return { status: 400, body: 'The number of bytes must be a multiple of 262144.' };
  }
  session.data = Buffer.concat([session.data, body]);
  if (!isLast) return incomplete(session);
  session.done = session.finish(session.data, type);
  return session.done;
}

function incomplete({ data }: Session): Answer {
  const headers = data.length > 0 ? { range: `bytes=0-${data.length - 1}` } : undefined;
  return { status: 308, body: '', ...(headers && { headers }) };
}

function end(response: http.ServerResponse, { status = 200, headers, body }: Answer): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
}
