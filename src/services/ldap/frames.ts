/** The largest message: a photo or a large group fits many times. */
const LARGEST = 64 * 1024 * 1024;
const SEQUENCE = 0x30;

/** What arrived is not LDAP. */
export class NotLdap extends Error {}

/** Cuts what arrives into messages: each is a BER sequence (RFC 4511). */
export class MessageReader {
  #pieces: Buffer[] = [];
  #length = 0;

  /**
   * Calls `found` with each message that is complete with these bytes.
   *
   * @throws {NotLdap} The bytes after them are not LDAP.
   */
  push(bytes: Buffer, found: (message: Buffer) => void): void {
    this.#pieces.push(bytes);
    this.#length += bytes.length;
    for (let size = this.#nextSize(); size !== undefined; size = this.#nextSize()) {
      if (this.#length < size) return;
      this.#join();
      const all = this.#pieces[0]!;
      const rest = all.subarray(size);
      this.#pieces = rest.length > 0 ? [rest] : [];
      this.#length = rest.length;
      found(all.subarray(0, size));
    }
  }

  /** The size of the next message, with its head. `undefined` if the head is not here yet. */
  #nextSize(): number | undefined {
    if (this.#length === 0) return undefined;
    if (this.#pieces[0]!.length < Math.min(this.#length, LONGEST_HEAD)) this.#join();
    const [tag, first, ...more] = this.#pieces[0]!.subarray(0, LONGEST_HEAD);
    if (tag !== SEQUENCE) throw new NotLdap(`a message that begins with the byte ${tag}`);
    if (first === undefined) return undefined;
    if (first < 0x80) return 2 + first;
    const count = first & 0x7f;
    if (count === 0 || count > 4) throw new NotLdap('a message of unknown length');
    if (more.length < count) return undefined;
    const size = more.slice(0, count).reduce((sum, byte) => sum * 256 + byte, 0);
    if (size > LARGEST) throw new NotLdap(`a message of ${size} bytes`);
    return 2 + count + size;
  }

  #join(): void {
    if (this.#pieces.length > 1) this.#pieces = [Buffer.concat(this.#pieces)];
  }
}

/** Tag, and a length of four bytes. */
const LONGEST_HEAD = 6;
