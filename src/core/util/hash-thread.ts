import type { Worker } from 'node:worker_threads';

/**
 * Hashes in another thread, so that a transfer of many GiB is not limited by one core. The bytes are
 * copied to shared memory: the caller may reuse its buffers at once.
 */

const SLOT = 512 * 1024;
const SLOTS = 8;

/** A hash that is computed elsewhere. */
export interface RemoteHash {
  /** Resolves when the bytes are copied. */
  update(chunk: Uint8Array): Promise<void>;
  /** The hash in hexadecimal digits; ends it. */
  digest(): Promise<string>;
  /** Ends it without a result; also after its end. */
  drop(): void;
}

type ToThread =
  | { id: number; algorithm: string }
  | { id: number; slot: number; length: number }
  | { id: number; end: boolean };
type FromThread = { slot: number } | { id: number; hash: string };

/** Runs in the thread. It is text, because no bundler has to find it as a file. */
const THREAD = `
const { parentPort, workerData } = require('node:worker_threads');
const { createHash } = require('node:crypto');
const hashes = new Map();
parentPort.on('message', ({ id, algorithm, slot, length, end }) => {
  if (algorithm) return hashes.set(id, createHash(algorithm));
  if (slot !== undefined) {
    hashes.get(id)?.update(new Uint8Array(workerData.memory, slot * workerData.size, length));
    return parentPort.postMessage({ slot });
  }
  if (end) parentPort.postMessage({ id, hash: hashes.get(id).digest('hex') });
  hashes.delete(id);
});
`;

class HashThread {
  readonly #worker: Worker;
  readonly #memory = new SharedArrayBuffer(SLOT * SLOTS);
  readonly #free = Array.from({ length: SLOTS }, (_, index) => index);
  readonly #waiting: ((slot: number) => void)[] = [];
  readonly #ends = new Map<number, (hash: string) => void>();
  #nextId = 0;

  constructor(Thread: typeof Worker) {
    const workerData = { memory: this.#memory, size: SLOT };
    this.#worker = new Thread(THREAD, { eval: true, workerData });
    // Without work it keeps no process alive.
    this.#worker.unref();
    this.#worker.on('message', (message: FromThread) => {
      if ('slot' in message) return this.release(message.slot);
      this.#ends.get(message.id)?.(message.hash);
      this.#ends.delete(message.id);
      return this.#rest();
    });
  }

  begin(algorithm: string): number {
    const id = this.#nextId++;
    this.post({ id, algorithm });
    return id;
  }

  post(message: ToThread): void {
    this.#worker.postMessage(message);
  }

  /** A piece of the shared memory, when one is free. */
  take(): Promise<number> | number {
    const slot = this.#free.pop();
    if (slot !== undefined) return slot;
    this.#worker.ref();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  memoryOf(slot: number): Uint8Array {
    return new Uint8Array(this.#memory, slot * SLOT, SLOT);
  }

  release(slot: number): void {
    const next = this.#waiting.shift();
    if (next) next(slot);
    else this.#free.push(slot);
    this.#rest();
  }

  end(id: number): Promise<string> {
    this.#worker.ref();
    this.post({ id, end: true });
    return new Promise((resolve) => this.#ends.set(id, resolve));
  }

  #rest(): void {
    if (this.#waiting.length === 0 && this.#ends.size === 0) this.#worker.unref();
  }
}

let thread: Promise<HashThread> | undefined;

/** Begins a hash in the other thread, which starts with the first one. */
export async function remoteHash(algorithm: string): Promise<RemoteHash> {
  thread ??= import('node:worker_threads').then(({ Worker }) => new HashThread(Worker));
  const there = await thread;
  const id = there.begin(algorithm);
  let slot: number | undefined;
  let filled = 0;
  let ended = false;
  const flush = () => {
    if (slot === undefined) return;
    there.post({ id, slot, length: filled });
    slot = undefined;
    filled = 0;
  };
  return {
    async update(chunk) {
      for (let from = 0; from < chunk.length; ) {
        slot ??= await there.take();
        const piece = chunk.subarray(from, from + SLOT - filled);
        there.memoryOf(slot).set(piece, filled);
        filled += piece.length;
        from += piece.length;
        if (filled === SLOT) flush();
      }
    },
    digest() {
      flush();
      ended = true;
      return there.end(id);
    },
    drop() {
      if (ended) return;
      ended = true;
      if (slot !== undefined) there.release(slot);
      slot = undefined;
      there.post({ id, end: false });
    },
  };
}
