import { write } from '../start/print.js';
import { put, shown } from '../start/shown.js';

/** A log on standard output: the lines of one event loop turn are written together. */
export class LineLog {
  #lines: string[] = [];

  add(line: string): void {
    const isFirst = this.#lines.length === 0;
    this.#lines.push(line);
    if (isFirst) setImmediate(() => this.#flush());
  }

  /** Resolves when everything has been written. */
  async end(): Promise<void> {
    this.#flush();
    await write('');
  }

  #flush(): void {
    const text = this.#lines.join('');
    this.#lines = [];
    if (text !== '') put(process.stdout, shown(text, process.stdout));
  }
}
