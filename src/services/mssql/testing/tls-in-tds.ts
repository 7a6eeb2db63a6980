import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { MessageReader, MessageWriter, TYPE } from './packets.js';

/** The key and the certificate of a test server, as PEM. */
export interface Certificate {
  key: string;
  cert: string;
}

/** The server's side of TLS in messages before the login; afterwards TLS is on its own. */
class TlsInTds extends Duplex {
  readonly #socket: Socket;
  readonly #writer: MessageWriter;
  readonly #reader = new MessageReader();
  #flight: Buffer[] = [];
  isOver = false;

  constructor(socket: Socket) {
    super();
    this.#socket = socket;
    this.#writer = new MessageWriter(() => socket);
    socket.on('data', (chunk) => this.#arrived(chunk));
    socket.once('close', () => this.destroy());
  }

  #arrived(chunk: Buffer): void {
    // A client sends TLS directly as soon as its handshake has ended, which ours may not know yet.
    if (this.isOver || chunk[0] !== TYPE.prelogin) {
      this.isOver = true;
      this.push(chunk);
      return;
    }
    for (const { data } of this.#reader.add(chunk)) this.push(data);
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    if (this.isOver) {
      this.#socket.write(chunk, () => done());
      return;
    }
    if (this.#flight.push(chunk) === 1) {
      setImmediate(() => {
        const flight = Buffer.concat(this.#flight);
        this.#flight = [];
        void this.#writer.send(TYPE.prelogin, flight);
      });
    }
    done();
  }

  override _final(done: () => void): void {
    this.#socket.end();
    done();
  }
}

/** Encrypts a connection of a client. */
export function secured(socket: Socket, { key, cert }: Certificate): TLSSocket {
  const wrapped = new TlsInTds(socket);
  const secure = new TLSSocket(wrapped, { isServer: true, key, cert, maxVersion: 'TLSv1.2' });
  secure.on('error', () => socket.destroy());
  wrapped.on('error', () => socket.destroy());
  return secure;
}
