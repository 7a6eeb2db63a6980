import { ZmtpProblem } from './problem.js';

/** A message: its parts, at least one. */
export type Message = readonly Buffer[];

/** What arrives in frames. */
export interface FrameSink {
  message(parts: Message): void;
  command(body: Buffer): void;
}

const MORE = 1;
const LONG = 2;
const COMMAND = 4;
const KNOWN_FLAGS = MORE | LONG | COMMAND;

/** The largest message with all of its parts, in bytes. */
const LARGEST_MESSAGE = 64 * 1024 * 1024;
/** The most parts of a message. */
const MOST_PARTS = 10_000;
/** The largest command: commands are short. */
const LARGEST_COMMAND = 64 * 1024;
/** How much is reserved for a frame before more of it has arrived. */
const FIRST_PIECE = 64 * 1024;

/** Divides the bytes of a connection into messages and commands. */
export class FrameReader {
  /** The beginning of a frame's header. */
  #head: Buffer | undefined;
  /** The body of a frame of which a part has arrived. */
  #body: Buffer | undefined;
  #have = 0;
  #length = 0;
  #flags = 0;
  /** The parts of a message of which more will follow. */
  #parts: Buffer[] = [];
  #size = 0;

  /** The number of bytes of the incomplete message. */
  get pending(): number {
    return this.#size + this.#have;
  }

  /** @throws {ZmtpProblem} The bytes are not frames, or too large. */
  push(packet: Buffer, sink: FrameSink): void {
    let chunk = packet;
    if (this.#head) {
      chunk = Buffer.concat([this.#head, chunk]);
      this.#head = undefined;
    }
    let at = this.#body ? this.#fill(chunk, sink) : 0;
    const end = chunk.length;
    while (at < end) {
      const flags = chunk[at]!;
      const isLong = (flags & LONG) !== 0;
      const start = at + (isLong ? 9 : 2);
      if (start > end) {
        this.#checkFlags(flags);
        this.#head = chunk.subarray(at);
        return;
      }
      const length = isLong ? longLength(chunk, at + 1) : chunk[at + 1]!;
      if (flags === 0 && start + length <= end && this.#parts.length === 0) {
        // By far the most frequent: a short message of one part.
        at = start + length;
        sink.message([chunk.subarray(start, at)]);
        continue;
      }
      this.#check(flags, length);
      if (start + length > end) {
        this.#begin(flags, length);
        this.#fill(chunk.subarray(start), sink);
        return;
      }
      at = start + length;
      this.#add(flags, chunk.subarray(start, at), sink);
    }
  }

  #checkFlags(flags: number): void {
    const isCommand = (flags & COMMAND) !== 0;
    if ((flags & ~KNOWN_FLAGS) !== 0 || (isCommand && (flags & MORE) !== 0)) {
      throw new ZmtpProblem('PROTOCOL', `a frame has invalid flags (${flags})`);
    }
  }

  #check(flags: number, length: number): void {
    this.#checkFlags(flags);
    if ((flags & COMMAND) !== 0) {
      if (length > LARGEST_COMMAND) {
        throw new ZmtpProblem('TOO_LARGE', `a command has ${length} bytes`);
      }
    } else if (this.#size + length > LARGEST_MESSAGE) {
      const most = LARGEST_MESSAGE / 2 ** 20;
      throw new ZmtpProblem('TOO_LARGE', `a message is larger than ${most} MiB`);
    } else if (this.#parts.length >= MOST_PARTS) {
      throw new ZmtpProblem('TOO_LARGE', `a message has more than ${MOST_PARTS} parts`);
    }
  }

  #begin(flags: number, length: number): void {
    this.#flags = flags;
    this.#length = length;
    this.#have = 0;
    // The length may be a lie: memory follows what arrives.
    this.#body = Buffer.allocUnsafeSlow(Math.min(length, FIRST_PIECE));
  }

  /** Adds to the frame in progress; returns how many bytes belong to it. */
  #fill(chunk: Buffer, sink: FrameSink): number {
    const taken = Math.min(chunk.length, this.#length - this.#have);
    let body = this.#body!;
    const needed = this.#have + taken;
    if (needed > body.length) {
      const larger = Buffer.allocUnsafeSlow(Math.min(this.#length, needed * 2));
      body.copy(larger, 0, 0, this.#have);
      body = larger;
      this.#body = body;
    }
    chunk.copy(body, this.#have, 0, taken);
    this.#have = needed;
    if (needed === this.#length) {
      this.#body = undefined;
      this.#have = 0;
      this.#add(this.#flags, body, sink);
    }
    return taken;
  }

  #add(flags: number, body: Buffer, sink: FrameSink): void {
    if ((flags & COMMAND) !== 0) {
      sink.command(body);
      return;
    }
    this.#parts.push(body);
    if ((flags & MORE) !== 0) {
      this.#size += body.length;
      return;
    }
    const parts = this.#parts;
    this.#parts = [];
    this.#size = 0;
    sink.message(parts);
  }
}

/** Larger ones than any message are one too large, whatever their exact value is. */
function longLength(chunk: Buffer, at: number): number {
  return chunk.readUInt32BE(at) * 2 ** 32 + chunk.readUInt32BE(at + 4);
}

/** The number of bytes of a frame with a body of this length. */
function frameSize(length: number): number {
  return length > 255 ? length + 9 : length + 2;
}

/** The number of bytes of a message on the wire. */
export function messageSize(parts: readonly Uint8Array[]): number {
  let size = 0;
  for (const part of parts) size += frameSize(part.length);
  return size;
}

/** Writes a message at a position of a buffer with enough room; returns the position after it. */
export function writeMessage(parts: readonly Uint8Array[], to: Buffer, from: number): number {
  let at = from;
  const last = parts.length - 1;
  for (let index = 0; index <= last; index++) {
    at = writeFrame(index < last ? MORE : 0, parts[index]!, to, at);
  }
  return at;
}

export function encodeCommand(body: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(frameSize(body.length));
  writeFrame(COMMAND, body, frame, 0);
  return frame;
}

function writeFrame(flags: number, body: Uint8Array, to: Buffer, at: number): number {
  const { length } = body;
  if (length <= 255) {
    to[at] = flags;
    to[at + 1] = length;
    to.set(body, at + 2);
    return at + 2 + length;
  }
  to[at] = flags | LONG;
  to.writeUInt32BE(Math.floor(length / 2 ** 32), at + 1);
  to.writeUInt32BE(length >>> 0, at + 5);
  to.set(body, at + 9);
  return at + 9 + length;
}
