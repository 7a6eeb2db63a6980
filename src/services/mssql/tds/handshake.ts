import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { encrypted } from '../../../core/http/encrypted.js';
import type { MessageIo } from '../wire.js';

/** The type of a message before the login. */
const PRELOGIN = 0x12;

/**
 * Encrypts the connection of the driver. In TDS 7, the handshake of TLS is inside messages before the
 * login, and what follows it is not. The driver's own way neither accepts a prepared context nor
 * checks the name of a server that is an IP address without a warning on the terminal.
 *
 * @see https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-tds/60f56408-0188-4cd5-8b90-25c6f2423868
 */
export async function startTls(
  io: MessageIo,
  host: string,
  options: ConnectionOptions,
): Promise<void> {
  const wrapped = new Handshake(io);
  // After the handshake, a server of TDS 7 does not expect a message of TLS 1.3.
  const secure = await encrypted(wrapped as unknown as Socket, host, {
    ...options,
    maxVersion: 'TLSv1.2',
  });
  wrapped.finish();
  switchTo(io, secure, wrapped);
}

/** What the driver does when its own handshake has ended. */
function switchTo(io: MessageIo, secure: TLSSocket, wrapped: Duplex): void {
  io.outgoingMessageStream.unpipe(io.socket);
  io.securePair = { cleartext: secure, encrypted: wrapped };
  secure.once('error', (error) => io.socket.destroy(error));
  secure.setMaxSendFragment(io.outgoingMessageStream.packetSize);
  secure.pipe(io.incomingMessageStream);
  io.outgoingMessageStream.pipe(secure);
}

/** The bytes of TLS: first as messages, and after `finish` as they are. */
class Handshake extends Duplex {
  readonly #io: MessageIo;
  #flight: Buffer[] = [];
  #isOver = false;

  constructor(io: MessageIo) {
    super();
    this.#io = io;
    io.socket.once('close', () => this.destroy());
  }

  /** The handshake has ended: the socket belongs to TLS. */
  finish(): void {
    this.#isOver = true;
    const { socket, incomingMessageStream } = this.#io;
    socket.unpipe(incomingMessageStream);
    socket.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) socket.pause();
    });
    socket.once('end', () => this.push(null));
    socket.resume();
  }

  override _read(): void {
    if (this.#isOver) this.#io.socket.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    if (this.#isOver) {
      this.#io.socket.write(chunk, done);
      return;
    }
    // A flight is one message, however TLS writes it.
    if (this.#flight.push(chunk) === 1) setImmediate(() => void this.#send());
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    // TLS says why it failed only after it has closed this.
    setImmediate(done, error);
  }

  override _final(done: () => void): void {
    this.#io.socket.end();
    done();
  }

  /** Sends a flight and reads the server's; the last one comes from the server. */
  async #send(): Promise<void> {
    const flight = Buffer.concat(this.#flight);
    this.#flight = [];
    try {
      this.#io.sendMessage(PRELOGIN, flight);
      for await (const chunk of await this.#io.readMessage()) this.push(chunk);
    } catch (error) {
      this.destroy(error as Error);
    }
  }
}
