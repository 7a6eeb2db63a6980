import type { TargetFile } from '../../core/files/file.js';
import { print } from '../start/print.js';

/** How many results of a file are written at once. */
const BATCH = 1_000;

/** Writes results in the order of their rows, each as soon as those before it are there. */
export class Results {
  readonly #file: TargetFile | undefined;
  /** By place: `undefined` for a row without a result. */
  readonly #ready = new Map<number, string | undefined>();
  #next = 0;
  #writing: Promise<void> | undefined;

  /** To a file, or to standard output. */
  constructor(file: TargetFile | undefined) {
    this.#file = file;
  }

  /** How many places are filled or waited for: those that have begun must not be too far ahead. */
  ahead(place: number): number {
    return place - this.#next;
  }

  /**
   * Fills a place, counted from 0. Returns a promise if results must be written, which throws what went wrong
   * with those written before.
   */
  add(place: number, line: string | undefined): Promise<void> | undefined {
    this.#ready.set(place, line);
    return this.#ready.size >= (this.#file ? BATCH : 1) ? this.end() : undefined;
  }

  /** Resolves when all that can be written is written. */
  async end(): Promise<void> {
    await this.#writing;
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
    await this.#writing;
  }

  async #write(): Promise<void> {
    let text = '';
    for (; this.#ready.has(this.#next); this.#next++) {
      const line = this.#ready.get(this.#next);
      this.#ready.delete(this.#next);
      if (line !== undefined) text += `${line}\n`;
    }
    if (text === '') return;
    await (this.#file ? this.#file.write(Buffer.from(text)) : print(text));
  }
}
