import type { Duplex } from 'node:stream';

/** Messages of TDS on the server's side, in packets with a header of eight bytes. */

export interface Message {
  type: number;
  data: Buffer;
}

export const TYPE = {
  batch: 1,
  rpc: 3,
  response: 4,
  attention: 6,
  transaction: 14,
  login: 16,
  sspi: 17,
  prelogin: 18,
} as const;

const HEADER = 8;

/** Reads whole messages from packets. */
export class MessageReader {
  #bytes = Buffer.alloc(0);
  #parts: Buffer[] = [];

  /** The messages that end in these bytes. */
  *add(chunk: Buffer): Generator<Message> {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    while (this.#bytes.length >= HEADER) {
      const length = this.#bytes.readUInt16BE(2);
      if (length < HEADER || this.#bytes.length < length) return;
      const packet = this.#bytes.subarray(0, length);
      this.#bytes = this.#bytes.subarray(length);
      this.#parts.push(packet.subarray(HEADER));
      if (!(packet[1]! & 1)) continue;
      const data = Buffer.concat(this.#parts);
      this.#parts = [];
      // With this bit, the client has given up sending it.
      if (!(packet[1]! & 2)) yield { type: packet[0]!, data };
      else yield { type: packet[0]!, data: Buffer.alloc(0) };
    }
  }
}

/** Writes messages, a packet at a time. */
export class MessageWriter {
  packetSize = 4096;
  #pending = Buffer.alloc(0);
  #number = 0;
  readonly #stream: () => Duplex;

  constructor(stream: () => Duplex) {
    this.#stream = stream;
  }

  /** Adds tokens to the current response; resolves when the client can take more. */
  async add(tokens: Buffer): Promise<void> {
    this.#pending = Buffer.concat([this.#pending, tokens]);
    const room = this.packetSize - HEADER;
    while (this.#pending.length > room) {
      const part = this.#pending.subarray(0, room);
      this.#pending = this.#pending.subarray(room);
      await this.#packet(TYPE.response, part, false);
    }
  }

  /** Ends the response. */
  end(): Promise<void> {
    const rest = this.#pending;
    this.#pending = Buffer.alloc(0);
    return this.#packet(TYPE.response, rest, true);
  }

  /** A message that is one packet. */
  send(type: number, data: Buffer): Promise<void> {
    return this.#packet(type, data, true);
  }

  async #packet(type: number, data: Buffer, isLast: boolean): Promise<void> {
    const header = Buffer.alloc(HEADER);
    header[0] = type;
    header[1] = isLast ? 1 : 0;
    header.writeUInt16BE(HEADER + data.length, 2);
    this.#number = (this.#number + 1) & 0xff;
    header[6] = this.#number;
    const stream = this.#stream();
    if (stream.destroyed) return;
    if (stream.write(Buffer.concat([header, data]))) return;
    await new Promise<void>((resolve) => {
      const over = () => {
        stream.off('drain', over);
        stream.off('close', over);
        resolve();
      };
      stream.once('drain', over);
      stream.once('close', over);
    });
  }
}
