import { messageSize, writeMessage } from './frames.js';

/** Whole messages as they go over the wire. */
export interface Batch {
  bytes: Buffer;
  count: number;
}

/** Unsent messages, and their bytes, after which more have to wait. */
const MOST_MESSAGES = 1000;
const MOST_BYTES = 8 * 1024 * 1024;
/** How many bytes are sent at a time. */
const BATCH = 64 * 1024;

/**
 * Messages that were not sent yet. They are copied, so that the caller may reuse its memory, and
 * small ones share the memory in which they are sent.
 */
export class Outbox {
  #batches: Batch[] = [];
  #room = Buffer.alloc(0);
  /** Where the messages of the last batch begin and end. */
  #start = 0;
  #end = 0;
  #startCount = 0;
  #count = 0;
  #bytes = 0;

  /** The number of messages. */
  get count(): number {
    return this.#count;
  }

  get isFull(): boolean {
    return this.#count >= MOST_MESSAGES || this.#bytes >= MOST_BYTES;
  }

  add(parts: readonly Uint8Array[]): void {
    const size = messageSize(parts);
    if (this.#end + size > this.#room.length || this.#end - this.#start >= BATCH) {
      this.#seal();
      this.#room = Buffer.allocUnsafeSlow(Math.max(size, BATCH));
      this.#start = 0;
      this.#end = 0;
    }
    this.#end = writeMessage(parts, this.#room, this.#end);
    this.#startCount++;
    this.#count++;
    this.#bytes += size;
  }

  /** Puts a batch of another one behind the others. */
  addBatch(batch: Batch): void {
    this.#seal();
    this.#batches.push(batch);
    this.#count += batch.count;
    this.#bytes += batch.bytes.length;
  }

  #seal(): void {
    if (this.#startCount === 0) return;
    this.#batches.push({
      bytes: this.#room.subarray(this.#start, this.#end),
      count: this.#startCount,
    });
    this.#start = this.#end;
    this.#startCount = 0;
  }

  /** Removes and returns the first messages. `undefined` if there are none. */
  take(): Batch | undefined {
    if (this.#batches.length === 0) this.#seal();
    const batch = this.#batches.shift();
    if (!batch) return undefined;
    this.#count -= batch.count;
    this.#bytes -= batch.bytes.length;
    // A single large message must not occupy its memory for as long as the connection lives.
    if (this.#count === 0 && this.#room.length > BATCH) {
      this.#room = Buffer.alloc(0);
      this.#start = 0;
      this.#end = 0;
    }
    return batch;
  }
}
