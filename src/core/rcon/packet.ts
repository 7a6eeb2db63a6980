/**
 * Packets of Source RCON: https://developer.valvesoftware.com/wiki/Source_RCON_Protocol. Minecraft
 * uses the same: https://minecraft.wiki/w/RCON.
 */

export const AUTH = 3;
export const EXECUTE = 2;
/** The type of the response to AUTH: the same number as EXECUTE. */
export const AUTH_RESPONSE = 2;
export const VALUE = 0;

export interface Packet {
  id: number;
  type: number;
  body: Buffer;
}

/** ID, type and the two zero bytes at the end. */
const FRAME = 10;
/** The largest body of a request: servers read requests of 4096 bytes. */
export const LONGEST_REQUEST = 4096 - FRAME;
/** The largest packet of a response: some servers send a long response in one packet. */
const LARGEST = 16 * 1024 * 1024;

/** What arrived is not RCON. */
export class NotRcon extends Error {}

export function encodePacket({ id, type, body }: Packet): Buffer {
  const bytes = Buffer.alloc(4 + FRAME + body.length);
  bytes.writeInt32LE(FRAME + body.length, 0);
  bytes.writeInt32LE(id, 4);
  bytes.writeInt32LE(type, 8);
  body.copy(bytes, 12);
  return bytes;
}

/** Reads packets from a stream that arrives in any pieces. */
export class PacketReader {
  #pieces: Buffer[] = [];
  #length = 0;

  /**
   * Calls `found` with each packet that is complete with these bytes.
   *
   * @throws {NotRcon} The bytes after them are not RCON.
   */
  push(bytes: Buffer, found: (packet: Packet) => void): void {
    this.#pieces.push(bytes);
    this.#length += bytes.length;
    for (let size = this.#nextSize(); size !== undefined; size = this.#nextSize()) {
      if (this.#length < 4 + size) return;
      found(this.#take(size));
    }
  }

  #nextSize(): number | undefined {
    if (this.#length < 4) return undefined;
    // The size may arrive in pieces, but most of the time it is in the first.
    if (this.#pieces[0]!.length < 4) this.#join();
    const size = this.#pieces[0]!.readInt32LE(0);
    if (size < FRAME || size > LARGEST) throw new NotRcon(`a packet of ${size} bytes`);
    return size;
  }

  #take(size: number): Packet {
    this.#join();
    const all = this.#pieces[0]!;
    const rest = all.subarray(4 + size);
    this.#pieces = rest.length > 0 ? [rest] : [];
    this.#length = rest.length;
    return {
      id: all.readInt32LE(4),
      type: all.readInt32LE(8),
      // Some servers end with one zero byte, and some with other bytes: nobody needs them.
      body: withoutZeros(all.subarray(12, 4 + size)),
    };
  }

  #join(): void {
    if (this.#pieces.length > 1) this.#pieces = [Buffer.concat(this.#pieces)];
  }
}

/** The body up to the zero bytes at its end. */
function withoutZeros(body: Buffer): Buffer {
  let end = body.length;
  while (end > 0 && body[end - 1] === 0) end--;
  return body.subarray(0, end);
}
