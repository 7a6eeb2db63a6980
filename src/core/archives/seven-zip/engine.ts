import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import type { Call } from '../../definition/call.js';
import { ServiceError } from '../../errors/errors.js';
import { findPackage } from '../../packages/find-package.js';
import { elsewhere } from '../../packages/optional-package.js';
import { cut } from '../../util/cut.js';
import { Stop } from '../stop.js';
import { engine } from './packages.js';
import { THREAD } from './thread.js';

/** The most that the files in an instance may have, in bytes. */
export const MEMORY = 2 ** 30;

/** What 7-Zip printed, and its exit status. */
export interface Ran {
  code: number;
  lines: string[];
}

interface Waiting {
  resolve(value: never): void;
  reject(error: Error): void;
}

/** The memory for the files is used up. */
export class OutOfMemory extends Error {}

/** 7-Zip in another thread, with files of its own in memory. */
export class SevenZip {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #stop: Stop;
  #nextId = 0;

  private constructor(worker: Worker, stop: Stop) {
    this.#worker = worker;
    this.#stop = stop;
    worker.on('message', ({ id, result, failure }) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (failure === undefined) waiting?.resolve(result as never);
      else waiting?.reject(failure === 'full' ? new OutOfMemory() : broken(failure));
    });
    worker.on('error', ({ message }) => this.#fail(broken(message)));
    worker.on('exit', () => this.#fail(broken('it has ended')));
  }

  /** Runs `work` with it, until the caller or the deadline stops it. */
  static async use<T>(call: Call, work: (engine: SevenZip) => Promise<T>): Promise<T> {
    await import('7z-wasm').catch(elsewhere(engine, '7z-wasm'));
    const { Worker } = await import('node:worker_threads');
    const folder = findPackage(engine, '7z-wasm')!.url;
    const workerData = { file: fileURLToPath(new URL('7zz.umd.js', folder)), memory: MEMORY };
    const worker = new Worker(THREAD, { eval: true, workerData });
    const stop = new Stop(call);
    try {
      return await work(new SevenZip(worker, stop));
    } finally {
      stop.release();
      await worker.terminate();
    }
  }

  /** Begins again with an empty memory. Files that are `kept` stay. */
  async restart(...kept: string[]): Promise<void> {
    await this.#do('new', { kept });
  }

  /** Stores a file, or creates a folder. The bytes must not be used afterwards. */
  async put(
    path: string,
    data?: Uint8Array | undefined,
    about: { modified?: number | undefined; mode?: number | undefined } = {},
  ): Promise<void> {
    await this.#do('put', { path, data, ...about });
  }

  run(args: readonly string[]): Promise<Ran> {
    return this.#do('run', { args });
  }

  /** The files below a folder, by their paths in it. */
  list(path: string): Promise<{ path: string; size: number }[]> {
    return this.#do('list', { path });
  }

  /** The bytes of a file, which is deleted. */
  async take(path: string): Promise<Buffer> {
    const data = await this.#do<Uint8Array>('take', { path });
    return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  }

  #do<T>(name: string, args: object): Promise<T> {
    const id = this.#nextId++;
    const done = new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
    this.#worker.postMessage({ id, name, args });
    return this.#stop.until(done);
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/** 7-Zip itself has failed, perhaps because of what is in an archive. */
function broken(why: string): ServiceError {
  return new ServiceError({ reason: 'FAILED', message: `7-Zip failed: ${cut(why, 300)}` });
}
