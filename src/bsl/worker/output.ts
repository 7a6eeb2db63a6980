import { writeSync } from 'node:fs';
import { sleep } from './channel.js';

/** Standard output or standard error, written at once: what a script prints is seen when it waits. */
export class Output {
  readonly #file: 1 | 2;
  #closed = false;

  constructor(file: 1 | 2) {
    this.#file = file;
  }

  write(text: string): void {
    let bytes = Buffer.from(text);
    while (bytes.length > 0 && !this.#closed) {
      try {
        bytes = bytes.subarray(writeSync(this.#file, bytes));
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        // A pipe is full, or its reader has gone.
        if (code === 'EAGAIN') sleep(5);
        else if (code === 'EPIPE') this.#closed = true;
        else throw error;
      }
    }
  }
}
