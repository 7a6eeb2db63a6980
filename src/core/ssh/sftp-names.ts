import { isUtf8 } from 'node:buffer';
import type { SFTPWrapper } from 'ssh2';
import { uint32, WireReader, wireString } from './keys/wire.js';

const NAME = 104;
/** The length of a packet, then its type. */
const HEADER = 5;
/** The driver accepts no longer packets. */
const LONGEST = 256 * 1024;

/** Marks a name that is not what the server calls the file: no real name contains it. */
const MARK = '\0';

/**
 * Marks and escapes the names that are not UTF-8 before the driver reads them: it would replace the
 * bytes, so that nothing tells them from other names.
 */
export function escapeNames(sftp: SFTPWrapper): void {
  const driver = sftp as unknown as { push(data: Buffer | null): unknown };
  const push = driver.push.bind(driver);
  const packets = new Packets((data) => void push(data));
  driver.push = (data) => (data ? packets.take(data) : push(data));
}

/** A name from the driver, and whether it only shows the real one. */
export function shownName(name: string): { name: string; isEscaped: boolean } {
  const isEscaped = name.startsWith(MARK);
  return { name: isEscaped ? name.slice(MARK.length) : name, isEscaped };
}

/** The stream of packets: passes all of them on, and those with names as a whole. */
class Packets {
  readonly #pass: (data: Buffer) => void;
  /** The beginning of a packet: its header, or all so far of one with names. */
  #held: Buffer = Buffer.alloc(0);
  /** What is missing of a packet that is passed on as it comes. */
  #left = 0;

  constructor(pass: (data: Buffer) => void) {
    this.#pass = pass;
  }

  take(data: Buffer): void {
    let rest = data;
    while (rest.length > 0) {
      if (this.#left > 0) {
        const count = Math.min(this.#left, rest.length);
        this.#left -= count;
        this.#pass(rest.subarray(0, count));
        rest = rest.subarray(count);
      } else {
        rest = this.#hold(rest);
      }
    }
  }

  /** Takes what belongs to the current packet, and returns the rest. */
  #hold(data: Buffer): Buffer {
    // Most packets have no names, and are passed on without being copied.
    if (this.#held.length === 0 && data.length >= HEADER && data[HEADER - 1] !== NAME) {
      this.#left = 4 + data.readUInt32BE(0);
      return data;
    }
    const wanted = this.#held.length < HEADER ? HEADER : this.#length;
    const count = Math.min(wanted - this.#held.length, data.length);
    this.#held = Buffer.concat([this.#held, data.subarray(0, count)]);
    if (this.#held.length < HEADER) return data.subarray(count);
    const hasNames = this.#held[HEADER - 1] === NAME && this.#length <= LONGEST;
    if (hasNames && this.#held.length < this.#length) return data.subarray(count);
    this.#left = this.#length - this.#held.length;
    this.#pass(hasNames ? escaped(this.#held) : this.#held);
    this.#held = Buffer.alloc(0);
    return data.subarray(count);
  }

  /** Of the whole current packet, with its length. */
  get #length(): number {
    return 4 + this.#held.readUInt32BE(0);
  }
}

/** A packet with names, where those that are not UTF-8 are marked and escaped. */
function escaped(packet: Buffer): Buffer {
  try {
    const reader = new WireReader(packet);
    const parts = [reader.bytes(HEADER + 4)];
    const count = reader.uint32();
    parts.push(uint32(count));
    for (let index = 0; index < count; index++) {
      const [name, line] = [reader.string(), reader.string()];
      const begin = reader.position;
      skipAttributes(reader);
      parts.push(wireString(isUtf8(name) ? name : MARK + withoutBytes(name)), wireString(line));
      parts.push(packet.subarray(begin, reader.position));
    }
    const whole = Buffer.concat(parts);
    whole.writeUInt32BE(whole.length - 4, 0);
    return whole;
  } catch {
    // The driver reports what is wrong.
    return packet;
  }
}

/** By their flags: size, owner and group, permissions, times, extensions. */
function skipAttributes(reader: WireReader): void {
  const flags = reader.uint32();
  const sizes = [8, 8, 4, 8];
  for (const [bit, size] of sizes.entries()) if (flags & (1 << bit)) reader.bytes(size);
  if ((flags & 0x80000000) === 0) return;
  for (let left = reader.uint32(); left > 0; left--) {
    reader.string();
    reader.string();
  }
}

/** The text, where each byte that belongs to no character is shown as `\xe9`. */
function withoutBytes(name: Buffer): string {
  let text = '';
  for (let at = 0; at < name.length; ) {
    const length = [1, 2, 3, 4].find((size) => isUtf8(name.subarray(at, at + size)));
    const bytes = name.subarray(at, at + (length ?? 1));
    text += length === undefined ? `\\x${bytes.toString('hex')}` : bytes.toString();
    at += bytes.length;
  }
  return text;
}
