import type { Readable } from 'node:stream';
import type { Call } from '../../core/definition/call.js';
import { type Payload, payloadBytes } from '../../core/definition/kinds/index.js';
import type { Streaming } from '../../core/definition/method.js';
import { Bytes } from '../../core/files/bytes.js';
import type { Encoding } from '../../core/files/encoding.js';
import { Newest } from '../../core/util/newest.js';
import { type Target, TcpConnection } from './connection.js';
import { sendAll } from './request.js';
import type { Line, Lines } from './types.js';

interface Exchanging extends Target {
  data?: Payload | undefined;
  count: number;
  silence: number;
  until: Payload;
  encoding: Encoding;
  finish: boolean;
}

/** Text that is sent, and the lines that arrive at the same time. */
export class Exchange implements Streaming<Line, Lines> {
  readonly #connection: TcpConnection;
  readonly #given: Exchanging;
  readonly #marker: Buffer;
  readonly #call: Call;
  readonly #lines = new Newest<string>();
  #source: Readable | undefined;
  #failure: unknown;

  private constructor(connection: TcpConnection, given: Exchanging, marker: Buffer, call: Call) {
    this.#connection = connection;
    this.#given = given;
    this.#marker = marker;
    this.#call = call;
  }

  /** All lines at once. */
  static async all(exchange: Exchange): Promise<Lines> {
    const lines: string[] = [];
    for await (const { text } of exchange) lines.push(text);
    return { result: true, lines };
  }

  static async start(given: Exchanging, call: Call): Promise<Exchange> {
    const marker = await payloadBytes(given.until, given.encoding.encode);
    return new Exchange(await TcpConnection.open(given, call), given, marker, call);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Line, void> {
    const { count, silence, encoding } = this.#given;
    void this.#send();
    try {
      while (count === 0 || this.#lines.count < count) {
        const bytes = await this.#connection.read({ marker: this.#marker, silence }, this.#call);
        if (this.#failure) throw this.#failure;
        if (bytes.length === 0) return;
        const isWhole = bytes.subarray(-this.#marker.length).equals(this.#marker);
        const text = encoding.decode(isWhole ? bytes.subarray(0, -this.#marker.length) : bytes);
        this.#lines.add(text);
        yield { text };
        // A part of a line: the server was silent in its middle.
        if (!isWhole && this.#connection.hasMore) return;
      }
    } finally {
      this.#source?.destroy();
      await this.#connection.close();
    }
  }

  /** A failure to send ends the connection, so that reading ends too. */
  async #send(): Promise<void> {
    const { data, encoding, finish } = this.#given;
    try {
      await sendAll(this.#connection, await this.#opened(data), this.#call, encoding.encode);
      if (finish) await this.#connection.finishSending();
    } catch (error) {
      this.#failure = error;
      await this.#connection.close();
    }
  }

  /** Standard input may never end: it must be closed with the exchange. */
  async #opened(data: Payload | undefined): Promise<Payload | undefined> {
    if (!(data instanceof Bytes)) return data;
    this.#source = await data.open();
    const source = this.#source;
    return new Bytes({ open: () => source, replayable: false, from: data.from });
  }

  result(): Lines {
    return { result: true, lines: this.#lines.items };
  }
}
