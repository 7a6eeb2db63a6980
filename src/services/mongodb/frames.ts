/** What arrives is not a message of MongoDB, or one that nobody asked for. */
export class BadMessage extends Error {}

const HEADER = 16;
/** The limit of all versions of the server. */
const MOST_BYTES = 48_000_000;
/** OP_REPLY and OP_MSG. Compressed messages are not asked for: they could have any size. */
const KNOWN: ReadonlySet<number> = new Set([1, 2013]);

/**
 * Looks at the beginnings of messages while they arrive. The driver stores messages of any length that a
 * server claims, and a length of 0 would keep it busy forever.
 * https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/#standard-message-header
 */
export class MessageCheck {
  readonly #header = Buffer.alloc(HEADER);
  /** The bytes of the header that have arrived. */
  #filled = 0;
  /** The bytes of the message that are still missing after its header. */
  #missing = 0;

  /** @throws {BadMessage} */
  see(data: Buffer): void {
    for (let at = 0; at < data.length; ) {
      const size = this.#missing > 0 ? this.#missing : HEADER - this.#filled;
      const taken = Math.min(size, data.length - at);
      if (this.#missing > 0) this.#missing -= taken;
      else {
        data.copy(this.#header, this.#filled, at, at + taken);
        this.#filled += taken;
        if (this.#filled === HEADER) this.#begin();
      }
      at += taken;
    }
  }

  #begin(): void {
    const length = this.#header.readInt32LE(0);
    const code = this.#header.readInt32LE(12);
    if (!KNOWN.has(code)) throw new BadMessage(`it is not a message of MongoDB (opcode ${code})`);
    if (length < HEADER || length > MOST_BYTES) {
      throw new BadMessage(`it announces a message of ${length} bytes`);
    }
    this.#missing = length - HEADER;
    this.#filled = 0;
  }
}
