import type { Readable } from 'node:stream';
import type { Call } from '../../core/definition/call.js';
import { type Payload, payloadBytes } from '../../core/definition/kinds/index.js';
import type { Streaming } from '../../core/definition/method.js';
import { OintError } from '../../core/errors/errors.js';
import { Bytes } from '../../core/files/bytes.js';
import { pause } from '../../core/http/wait.js';
import { Newest } from '../../core/util/newest.js';
import { type Target, WsConnection } from './connection.js';
import type { Arrived, Peer } from './peer.js';
import type { AllReceived, Received } from './types.js';

interface Conversing extends Target {
  data?: Payload | undefined;
  count: number;
  silence: number;
  whole: boolean;
  binary: boolean;
  reconnect: boolean;
}

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;

/** What is sent to a server, and the messages that arrive at the same time. */
export class Conversation implements Streaming<Received, AllReceived> {
  readonly #given: Conversing;
  readonly #call: Call;
  readonly #messages = new Newest<Received>();
  #connection: WsConnection;
  #source: Readable | undefined;
  #failure: unknown;

  private constructor(connection: WsConnection, given: Conversing, call: Call) {
    this.#connection = connection;
    this.#given = given;
    this.#call = call;
  }

  static async start(given: Conversing, call: Call): Promise<Conversation> {
    return new Conversation(await WsConnection.open(given, call), given, call);
  }

  /** All messages at once. */
  static async all(conversation: Conversation): Promise<AllReceived> {
    const messages: Received[] = [];
    for await (const message of conversation) messages.push(message);
    return { result: true, messages };
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Received, void> {
    const { count, silence } = this.#given;
    let { peer } = this.#begin();
    try {
      while (count === 0 || this.#messages.count < count) {
        const found = peer.take() ?? (await peer.next(silence, this.#call));
        if (this.#failure) throw this.#failure;
        if (found) {
          const message = toReceived(found);
          this.#messages.add(message);
          yield message;
        } else {
          if (!peer.isClosed || !(await this.#connectsAgain())) return;
          peer = this.#begin().peer;
        }
      }
    } finally {
      this.#source?.destroy();
      await this.#connection.close();
    }
  }

  #begin(): WsConnection {
    void this.#send(this.#connection);
    return this.#connection;
  }

  /** After the end of a connection: returns false if it was the end of all. */
  async #connectsAgain(): Promise<boolean> {
    const { peer } = this.#connection;
    if (this.#given.reconnect) return this.#connectAgain();
    if (peer.isBroken) throw peer.lost(this.#call);
    return false;
  }

  /** Waits longer each time, until the server is there again. */
  async #connectAgain(): Promise<boolean> {
    for (let wait = FIRST_PAUSE; ; wait = Math.min(wait * 2, LONGEST_PAUSE)) {
      const message = `The connection was lost; connecting again in ${wait / 1000} s`;
      this.#call.options.onNotice?.({ severity: 'NOTICE', message });
      await pause(wait, this.#call);
      try {
        this.#connection = await WsConnection.open(this.#given, this.#call);
        return true;
      } catch (error) {
        if (!(error instanceof OintError) || !error.retryable) throw error;
      }
    }
  }

  async #send({ peer }: WsConnection): Promise<void> {
    const { data, whole, binary } = this.#given;
    if (data === undefined) return;
    try {
      if (binary) await peer.send(await payloadBytes(data), this.#call);
      else if (whole) await peer.send((await payloadBytes(data)).toString(), this.#call);
      else await this.#sendLines(peer, data);
    } catch (error) {
      // A connection that closes has its own end.
      if (!peer.isClosed) this.#failure = error;
      peer.changes.happened();
    }
  }

  /** Each line as a message, as they are read. */
  async #sendLines(peer: Peer, data: Payload): Promise<void> {
    if (data instanceof Bytes) {
      const { createInterface } = await import('node:readline');
      // Standard input may never end: it must be closed with the conversation.
      this.#source = await data.open();
      const lines = createInterface({ input: this.#source, crlfDelay: Number.POSITIVE_INFINITY });
      for await (const line of lines) await peer.sendSoon(line, this.#call);
      return;
    }
    for (const line of data.replace(/\n$/, '').split(/\r?\n/)) {
      const full = peer.sendSoon(line, this.#call);
      if (full) await full;
    }
  }

  result(): AllReceived {
    return { result: true, messages: this.#messages.items };
  }
}

function toReceived({ data, isBinary }: Arrived): Received {
  if (isBinary) return { type: 'binary', data: data.toString('base64') };
  return { type: 'text', data: data.toString() };
}
