import type { Call } from '../../core/definition/call.js';
import { type Payload, payloadBytes } from '../../core/definition/kinds/index.js';
import type { Streaming } from '../../core/definition/method.js';
import type { Encoding } from '../../core/files/encoding.js';
import { Newest } from '../../core/util/newest.js';
import { type ServerOptions, TcpServer } from './tcp-server.js';
import type { AllReceived, Received } from './types.js';

interface ListeningFor extends ServerOptions {
  reply?: Payload | undefined;
  echo: boolean;
  count: number;
  silence: number;
  maxSize: number;
  encoding: Encoding;
}

const LINE_FEED = Buffer.from('\n');

/** A server, and the lines that its clients send. */
export class Listening implements Streaming<Received, AllReceived> {
  readonly #server: TcpServer;
  readonly #given: ListeningFor;
  readonly #reply: Buffer | undefined;
  readonly #call: Call;
  readonly #messages = new Newest<Received>();

  private constructor(
    server: TcpServer,
    given: ListeningFor,
    reply: Buffer | undefined,
    call: Call,
  ) {
    this.#server = server;
    this.#given = given;
    this.#reply = reply;
    this.#call = call;
  }

  /** All lines at once. */
  static async all(listening: Listening): Promise<AllReceived> {
    const messages: Received[] = [];
    for await (const message of listening) messages.push(message);
    return { result: true, messages };
  }

  static async start(given: ListeningFor, call: Call): Promise<Listening> {
    const { reply, encoding } = given;
    const answer = reply === undefined ? undefined : await payloadBytes(reply, encoding.encode);
    const server = await TcpServer.start(given, call);
    const message = `Listening on ${server.host}:${server.port}`;
    call.options.onNotice?.({ severity: 'NOTICE', message });
    return new Listening(server, given, answer, call);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Received, void> {
    const { count, silence } = this.#given;
    try {
      for (;;) {
        for (const found of this.#arrived()) {
          this.#messages.add(found);
          yield found;
          if (count > 0 && this.#messages.count >= count) return;
        }
        if (!(await this.#server.changes.next(this.#call, silence))) return;
      }
    } finally {
      await this.#server.close();
    }
  }

  /** The lines that have arrived, a line of each client in turn. */
  *#arrived(): Generator<Received> {
    const { encoding, maxSize } = this.#given;
    for (let isMore = true; isMore; ) {
      isMore = false;
      for (const [connectionId, pipe] of this.#server.clients) {
        const line = pipe.takeLine(LINE_FEED, maxSize);
        this.#server.forgetIfClosed(connectionId);
        if (!line) continue;
        isMore = true;
        this.#answer(connectionId, line);
        const text = encoding.decode(line).replace(/\r$/, '');
        yield { connectionId, address: pipe.address, text };
      }
    }
  }

  /** A client that does not read its answers is disconnected by the server. */
  #answer(id: string, line: Buffer): void {
    const { echo } = this.#given;
    const answer = this.#reply ?? (echo ? Buffer.concat([line, LINE_FEED]) : undefined);
    if (answer) void this.#server.send(id, answer, this.#call).catch(() => {});
  }

  result(): AllReceived {
    return { result: true, messages: this.#messages.items };
  }
}
